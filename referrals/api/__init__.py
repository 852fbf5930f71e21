"""The same actions for councils' own systems, as JSON."""
