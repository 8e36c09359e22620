"""What the city knows: coded items in a tree, with their answers of yesterday, today and tomorrow.

    item      a code, a title, the words that ask for it, who owns it, when it was reviewed
    version   one wording of its answer, for the ear and for the desk, in force from day to day
    heading   an item without versions: it only groups the items below it

Pure: the day is passed in. A version takes effect by the clock, with nothing loaded anew.
"""
