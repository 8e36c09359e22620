"""The composition root: settings, the engine's inbox, the edges wired together, the command.

    engine      the one inbox and the one writer; `exchange` carries between the pure cores
    lines       telephone lines of callers, agents, supervisors and people outside
    desk        what agents and supervisors ask and do
    public      the page on which citizens look up a request, a process of its own
    cities      the city that is served: published, taken back, drafted, tried by telephone
    startup     every part in order; `service` keeps them running
    cli         the `hotline` command; `demo` and `imports` belong to it

No other package of the product imports this one.
"""

__version__ = "0.1.0"
