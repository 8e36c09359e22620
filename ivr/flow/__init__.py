"""Call flows as data: YAML to a checked, frozen graph, and the interpreter that walks it.

The interpreter (`Machine`) is pure: it is handed inputs and the time and yields commands and
events. Real Asterisk, the terminal rehearsal and the tests drive the same class.

    city folder ── loading ──> models of schema ── checks, compiling, proof ──> Profile (frozen)
                                                                                   │
    inputs (keys, words, playback ended, hang-up) ──> Machine, visits ──> commands, events

    loading      files to checked models, every mistake with its place
    schema       what the files may say
    checks       what one file says of another
    compiling    models to the graph that calls run on
    proof        what holds for every caller, before a city is published
    expression   the formulas of branches and variables
    visits       what a call does at each type of node
    rehearsal    a call in virtual time: `hotline flow try` and the transcripts
    drawing      the graph as a picture
    comparing    what callers notice of a change
"""
