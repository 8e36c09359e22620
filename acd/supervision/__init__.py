"""Supervisors on agents' conversations."""
