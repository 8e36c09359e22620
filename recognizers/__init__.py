"""Hearing callers: when they speak, which menu word it was, which language it is in."""
