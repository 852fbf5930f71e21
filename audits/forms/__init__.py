"""The questions of this room's pages. They check shape; the rules are in actions."""
