"""What answers an address of the complaints room."""
