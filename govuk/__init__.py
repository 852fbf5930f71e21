"""Presentation in the manner of the GOV.UK Design System: fields, charts, template tags. Knows nothing of any room."""
