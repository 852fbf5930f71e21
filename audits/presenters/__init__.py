"""Words and dates for the pages of this room; never in models."""
