"""Calls without a telephone, in virtual time: the same `Machine`, driven by what a test says.

    keys, words, silence, agents ──> Rehearsal ──> Machine
                                        │  ▲          │ commands
                       what was heard <─┘  └──────────┘ (played back at once, or when they are due)

Prompts last as long as their texts take to say. Whatever the surroundings would tell, the queues,
the most-asked questions, the records, is given beforehand (`Given`).
"""
