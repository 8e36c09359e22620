"""From files on disk to checked models, with every mistake at once, its place and its mending."""
