"""What the city's file says of notices and surges, in seconds."""

from typing import Final

from ivr.flow.city import NoticeRules, SurgeRules
from ivr.flow.schema.announcing import NoticesSpec, SurgeSpec
from ivr.trending.surge import SurgeRule

HOUR_S: Final = 3600.0


def notice_rules(notices: NoticesSpec) -> NoticeRules:
    """Return how long notices may be, and how long they stay on."""
    return NoticeRules(
        max_s=notices.max_s,
        at_once=notices.at_once,
        expire_s=notices.expire_h * HOUR_S,
        longest_s=notices.longest_h * HOUR_S,
    )


def surge_rules(surge: SurgeSpec) -> SurgeRules:
    """Return when a question surges, and what becomes of it."""
    return SurgeRules(
        rule=SurgeRule(
            false_alarms_per_year=surge.false_alarms_per_year,
            bin_s=surge.bin_s,
            min_count=surge.min_count,
        ),
        lapse_s=surge.lapse_h * HOUR_S,
        announce_s=surge.announce_h * HOUR_S,
        auto_approve_after_s=surge.auto_approve_after_s,
    )
