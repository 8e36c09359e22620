"""Set-up: everything that the service, the demo and the tests need on this machine.

Run as ``python3.11 -m scripts.setup`` from the repository root, or ``make setup``. Uses the
standard library only, since it runs before there is an environment to install into.
"""
