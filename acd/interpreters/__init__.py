"""What the caller's language asks for."""
