"""Call flows as data: YAML to a checked, frozen graph, and the interpreter that walks it.

The interpreter (`Machine`) is pure: it is handed inputs and the time and yields commands and
events. Real Asterisk, the terminal rehearsal and the tests drive the same class.

    city folder ── source.load_yaml ──> pydantic models ── compile ──> Profile (frozen)
                                                                          │
    inputs (keys, words, playback ended, hang-up) ──> Machine ──> commands, events
"""
