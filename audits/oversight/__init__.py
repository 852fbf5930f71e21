"""Figures of oversight: their definitions, what they count, how they stood month by month."""
