"""What is announced at the front of calls, and when a question surges."""

from typing import Annotated

from pydantic import Field

from ivr.flow.schema.fields import File, Hours, Seconds


class NoticesSpec(File):
    """Notices at the front of calls: `max_s` is how long one may be to hear in one language.

    One call hears `at_once` of them at most, emergencies first. A notice ends after `expire_h`
    where nobody says when, after `longest_h` at the latest.
    """

    max_s: Seconds = 20.0
    at_once: Annotated[int, Field(ge=1, le=9)] = 2
    expire_h: Hours = 12.0
    longest_h: Hours = 24.0 * 7


class SurgeSpec(File):
    """When a question surges, and what becomes of it.

    Counts of `bin_s` seconds are compared with what is usual; counts that happen by chance less
    often than `false_alarms_per_year`, over all questions together, are a surge, if they are
    `min_count` at least. A proposal lapses after `lapse_h`, an approved notice ends after
    `announce_h`. With `auto_approve_after_s` a proposal that nobody has looked at goes on by
    itself.
    """

    false_alarms_per_year: Annotated[float, Field(gt=0, le=1000)] = 4.0
    bin_s: Annotated[float, Field(ge=60, le=86_400)] = 900.0
    min_count: Annotated[int, Field(ge=2)] = 10
    lapse_h: Hours = 2.0
    announce_h: Hours = 6.0
    auto_approve_after_s: Seconds | None = None


class TrendingSpec(File):
    """What is done with the questions that callers ask: `surge` is when many ask the same."""

    surge: SurgeSpec = SurgeSpec()
