"""Asterisk for this service: its configuration rendered from settings, its process kept."""
