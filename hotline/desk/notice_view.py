"""A notice as the desk sees it."""

from collections.abc import Mapping
from typing import Any

from ivr.flow.notices import Notice


def notice_as_json(notice: Notice) -> Mapping[str, Any]:
    """Return a notice as the desk sees it; times are epoch seconds."""
    surge = notice.surge
    return {
        "notice_id": notice.notice_id,
        "state": notice.state.value,
        "kind": notice.kind.value,
        "text": dict(notice.text),
        "lines": list(notice.lines),
        "then": notice.then.value,
        "since": notice.since,
        "until": notice.until,
        "ends_at": notice.ends_at,
        "actor": notice.actor,
        "surge": None
        if surge is None
        else {
            "code": surge.code,
            "count": surge.count,
            "usual": surge.usual,
            "probability": surge.probability,
            "bin_s": surge.bin_s,
            "false_alarms_per_year": surge.false_alarms_per_year,
        },
    }
