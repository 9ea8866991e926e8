"""Emails: what they say (templates), their bytes, their way out."""
