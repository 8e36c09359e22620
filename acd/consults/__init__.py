"""Bringing somebody else into a call, or giving the caller away."""
