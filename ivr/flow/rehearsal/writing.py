"""A rehearsed call as a golden transcript: what was done, and what was heard after it."""

import json
from collections.abc import Sequence
from datetime import datetime

from ivr.flow.events import Disposition
from ivr.flow.rehearsal.transcript_schema import GivenSpec, TurnSpec

HEAD = "tests:\n"


def transcript(
    name: str,
    *,
    line: str,
    at: datetime,
    caller: str,
    language: str | None,
    given: GivenSpec,
    turns: Sequence[TurnSpec],
    ends: Disposition,
) -> str:
    """Return one call as an item of the list `tests`, in YAML."""
    fields: list[tuple[str, object]] = [
        ("name", name),
        ("line", line),
        ("at", f"{at:%Y-%m-%d %H:%M:%S}"),
    ]
    if caller:
        fields.append(("caller", caller))
    if language is not None:
        fields.append(("language", language))
    found = given.model_dump(mode="json", exclude_defaults=True)
    if found:
        fields.append(("given", found))
    lines = [f"{field}: {_flow(value)}" for field, value in fields]
    lines.append("turns:")
    lines += [f"  - {_turn(turn)}" for turn in turns]
    lines.append(f"ends: {ends.value}")
    return "".join(
        f"{'  - ' if number == 0 else '    '}{line}\n" for number, line in enumerate(lines)
    )


def appended(text: str, call: str) -> str:
    """Return the text of a file of transcripts with one more call at its end."""
    if not text.strip():
        return HEAD + call
    return f"{text.rstrip()}\n\n{call}"


def heard_together(texts: Sequence[str]) -> TurnSpec | None:
    """Return the turn that hears these texts, None if there is nothing to hear."""
    spoken = [text for text in texts if text.strip()]
    return TurnSpec(hears=spoken) if spoken else None


def _turn(turn: TurnSpec) -> str:
    written = turn.model_dump(mode="json", exclude_none=True)
    pairs = [f"{kind}: {_flow(value)}" for kind, value in written.items()]
    return pairs[0] if len(pairs) == 1 else f"{{{', '.join(pairs)}}}"


def _flow(value: object) -> str:
    """Return a value in YAML's flow style, of which JSON is a part."""
    return json.dumps(value, ensure_ascii=False)
