"""Figures on real Asterisk and real SIP, each beside its peer in the same run.

    python -m bench --quick
    python -m bench --write docs/benchmarks.md

The peer of the flow is a dialplan written by hand that plays the same sound or has the same menu,
the peer of the distributor is Asterisk's own app_queue. Both sides share the Asterisk, the caller
and the minute: their calls alternate, so that what else the machine does falls on both. All traffic
stays on loopback.
"""
