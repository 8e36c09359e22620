"""What is proven of a city's flows before they take a call: for every language, hour and line.

    Folder ── situations (a year, collapsed) ──┐
                                               ├──> Space: every place a call can be, every way on
    lines, languages ─────────────────────────┘                      │
                                        proofs (ends, loops, talk, words) ──> findings, each a path

A call's place is its flow, its node, its language, and the flows it must return to; within one
call it stays the same hour. Conditions on the time, the language or the line are decided; every
other condition may go either way, so what is proven holds whatever the variables are.
"""
