"""Telephone lines: what the pure cores want becomes legs, what legs do becomes inputs."""
