"""What citizens see without a telephone: the page that tells what has become of a request.

It runs in a process of its own, `hotline public`, so that nobody who floods it keeps a caller
waiting, and knows no secret of the service.
"""
