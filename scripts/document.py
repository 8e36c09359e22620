"""Writing a document that is made from the code, or checking that it is current."""

import sys
from pathlib import Path


def write_or_check(document: Path, text: str) -> int:
    """Write `text`; with ``--check`` on the command line only return 1 if it is not there yet."""
    if "--check" in sys.argv[1:]:
        return 0 if document.read_text("utf-8") == text else 1
    document.write_text(text, "utf-8")
    return 0
