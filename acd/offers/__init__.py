"""Entries meet agents: the reservation of one agent for one entry."""
