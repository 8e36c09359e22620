"""Bring this checkout and this machine's cache to what the project needs."""

import sys

if sys.version_info[:2] != (3, 11):
    sys.exit(
        "Set-up needs Python 3.11, for which the lock is made; "
        f"this is Python {sys.version_info[0]}.{sys.version_info[1]}.\n"
        "Name another with `make PYTHON=/path/to/python3.11 ...`, or use the container:\n"
        "    docker compose run --rm hotline make demo"
    )

from scripts.setup.steps import main

sys.exit(main(sys.argv[1:]))
