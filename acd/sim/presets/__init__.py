"""Scenario files that ship: published facts are their sources, all else their assumptions."""
