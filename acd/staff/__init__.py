"""Agents: what they chose, what they are seen doing, who is there."""
