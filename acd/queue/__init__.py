"""Who waits, for what, and in which order."""
