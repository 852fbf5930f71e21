"""The questions of each act on a complaint."""
