"""Words and figures of this room for its pages."""
