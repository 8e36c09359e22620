"""Interactive voice response: the pure flow interpreter and its edges on Asterisk."""
