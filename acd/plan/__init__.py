"""The routing plan: the file as a person writes it, checked and compiled."""
