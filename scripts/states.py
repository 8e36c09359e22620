"""Writes docs/states.md: the state machines' diagrams, from the tables that the code obeys.

Run as ``python -m scripts.states``; with ``--check`` it only says whether the file is current.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acd import call
from acd.callbacks import callback
from acd.consults import consult
from acd.offers import offer
from acd.queue import entry
from acd.staff import agent
from ivr.asterisk import leg_state
from scripts.document import write_or_check

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "states.md"

# A state of any machine; each table has its own kind of them.
Table = Mapping[Any, frozenset[Any]]

MACHINES: tuple[tuple[str, str, Table], ...] = (
    ("An agent", "acd/staff/agent.py", agent.TRANSITIONS),
    ("An entry, a call's place in a queue", "acd/queue/entry.py", entry.TRANSITIONS),
    ("An offer", "acd/offers/offer.py", offer.TRANSITIONS),
    ("An agent's leg, to the distributor", "acd/call.py", call.TRANSITIONS),
    ("A consult", "acd/consults/consult.py", consult.CONSULT_TRANSITIONS),
    ("A guest's leg", "acd/consults/consult.py", consult.GUEST_TRANSITIONS),
    ("A callback", "acd/callbacks/callback.py", callback.TRANSITIONS),
    ("An agent's leg, to the switch", "ivr/asterisk/leg_state.py", leg_state.TRANSITIONS),
)


def document() -> str:
    """Return the text of docs/states.md."""
    parts = [
        "# State machines",
        "",
        "Drawn from the tables in the code by `python -m scripts.states`. A step that a table does "
        "not have is refused.",
    ]
    for title, module, table in MACHINES:
        parts += ["", f"## {title}", "", f"`{module}`", "", "```mermaid", "stateDiagram-v2"]
        parts += [f"    {line}" for line in _arrows(table)]
        parts.append("```")
    return "\n".join(parts) + "\n"


def _arrows(table: Table) -> list[str]:
    first = next(iter(table))
    arrows = [f"[*] --> {first}"]
    for here, following in table.items():
        arrows += [f"{here} --> {there}" for there in sorted(following)]
        if not following:
            arrows.append(f"{here} --> [*]")
    return arrows


def main() -> int:
    """Write the file, or check it."""
    return write_or_check(DOCUMENT, document())


if __name__ == "__main__":
    sys.exit(main())
