"""Callers and agents of bare datagrams: hundreds of telephones on two sockets.

They do as little as a telephone may, so that what is measured is the switch. Every time is epoch
seconds: a message received is stamped by the kernel when it comes, so that a caller's own queue
counts for nobody; one sent is stamped just before.
"""
