"""The small language of conditions and of texts with variables.

    waiting("general") > 5 and not staffed("general")
    now.weekday in ["sat", "sun"] or call.language == "es"
    tries + 1

It is parsed to a tree of frozen nodes and checked for types when a city is loaded; nothing is ever
handed to Python to evaluate. A formula can neither fail nor run long: its length and depth are
bounded, there are no loops, and what is not known yet makes every comparison false.

    errors ── values ── syntax ── lexer ── parser ── typing, evaluate
                                     └──── template (texts with blanks)
"""
