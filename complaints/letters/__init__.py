"""Drafts of letters to the complainant, written from the record."""
