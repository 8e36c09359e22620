"""The city that is served: published, taken back, drafted, tried by telephone."""
