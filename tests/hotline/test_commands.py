"""The command as a whole."""

import subprocess
import sys

_HELP = """
import sys
from hotline.cli import cli
try:
    cli(["--help"])
except SystemExit:
    pass
print("slow:", *sorted({"scipy", "torch", "onnxruntime", "pjsua2"} & set(sys.modules)))
"""


def test_help_loads_nothing_that_takes_long() -> None:
    done = subprocess.run([sys.executable, "-c", _HELP], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "slow:"
    assert "simulate" in done.stdout
