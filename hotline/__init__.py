"""The composition root: settings, the engine's inbox, the edges wired together, the command."""

__version__ = "0.1.0"
