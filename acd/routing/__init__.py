"""Which agent gets an entry, and why."""
