"""Prompts: a city's recordings, or its texts spoken, as files that the telephone plays."""
