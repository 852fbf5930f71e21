"""What the pages ask. Forms check shape; the rules are in the actions."""
