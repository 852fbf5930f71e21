"""Words and dates for the pages of complaints; nothing here writes."""
