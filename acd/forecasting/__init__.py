"""How long a caller will wait, and whether what was told came true."""
