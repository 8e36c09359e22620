"""The ledger's entry: an event with its place in the order of things."""

import json
from dataclasses import dataclass

from db.codec import Event, decode_event, encode_event
from db.errors import MalformedEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One event. `at` is in seconds since the Unix epoch.

    `boot_id` names one run of the controller; `seq` rises within it. Numbers may be left out,
    never used twice. The two together are the entry's identity.
    """

    boot_id: str
    seq: int
    at: float
    event: Event


def entry_to_json(entry: LedgerEntry) -> str:
    """Return the entry as one line of ASCII JSON without a line break.

    Raises:
        EventCodecError: the event cannot be expressed in JSON.
    """
    kind, payload = encode_event(entry.event)
    return json.dumps(
        {
            "boot_id": entry.boot_id,
            "seq": entry.seq,
            "at": entry.at,
            "kind": kind,
            "payload": payload,
        },
        separators=(",", ":"),
    )


def entry_from_json(line: str) -> LedgerEntry:
    """Read what `entry_to_json` wrote.

    Raises:
        UnknownEventKind: the event's kind is not known.
        MalformedEvent: the line is not such an entry.
    """
    try:
        fields = json.loads(line)
        boot_id, seq, at = str(fields["boot_id"]), int(fields["seq"]), float(fields["at"])
        kind, payload = str(fields["kind"]), fields["payload"]
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedEvent("A line of the spool file is not a ledger entry.") from error
    return LedgerEntry(boot_id=boot_id, seq=seq, at=at, event=decode_event(kind, payload))
