"""Callbacks: a place in the queue with nobody on the line."""
