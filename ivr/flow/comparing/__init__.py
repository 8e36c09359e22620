"""What callers notice of a change: two versions of a city's files, compared in words.

    Folder (before) ─┐                    ┌─ nodes, choices   what is said, asked, and leads where
                     ├─ pairing (which ───┤
    Folder (after) ──┘  node is which)    ├─ around, routes   lines, destinations, languages, queues
                                          └─ person           how soon a person is reached

A node is recognised by where it stands in the walk, so that a new name is no change. Comments,
the order of the files and what only the staff meet are no changes either.
"""
