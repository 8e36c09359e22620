"""The agent's side of the hotline: the desk, and the telephones that speak with it."""
