"""`city.yaml`: what is said of the city as a whole, its parts from the modules beside.

Checks that need several files, or the whole of a flow, are in `ivr.flow.checks`.
"""

from typing import Annotated

from pydantic import Field

from ivr.flow.schema.announcing import NoticesSpec, TrendingSpec
from ivr.flow.schema.calendars import CalendarSpec
from ivr.flow.schema.calling_back import CallbacksSpec
from ivr.flow.schema.everywhere import EmergencyRule, HumanRule, Limits
from ivr.flow.schema.fields import (
    Dialled,
    DistrictCode,
    File,
    LineText,
    Name,
    NameInWords,
    Tag,
    Zone,
)
from ivr.flow.schema.numbers import DestinationSpec, DistrictSpec, LineSpec
from ivr.flow.schema.status_page import StatusPageSpec


class KnowledgeRules(File):
    """When an item of the knowledge is overdue for review.

    After the day its matter changed its owner has `review_working_days`, counted by the days and
    holidays of `calendar`; without one from Monday to Friday.
    """

    review_working_days: Annotated[int, Field(ge=1, le=250)] = 5
    calendar: Name | None = None


class PublishingSpec(File):
    """How a new version comes into force.

    With `approval` somebody else than its author has to approve it. What the version says that is
    served counts, so that a version cannot excuse itself.
    """

    approval: bool = False


class CityFile(File):
    """`city.yaml`: the numbers, the languages and the rules that hold everywhere.

    `name` is the city's, `zone` its time zone, such as Europe/Berlin. `first_line` are the
    languages that every text is written in, by their tags in `languages.yaml`.
    `lines` are the numbers that are dialled, `default_line` the one
    whose flow serves any other number. `destinations` are the places that callers can be connected
    to, `districts` the parts of the city. `emergency` and `human` are the keys and words that lead
    to help and to a person from everywhere; `limits` keep the way there short. `calendars` are
    hours of opening by name, `callbacks` how people are called back. `notices` and `trending` say
    what is announced, `knowledge` when an answer is overdue for review, `publishing` how a new
    version comes into force.

    `keys_only` is said, once a call, while nothing that callers say can be recognised.
    `status_page` has the texts of the page on which citizens look up a request.
    """

    name: NameInWords
    zone: Zone
    first_line: Annotated[list[Tag], Field(min_length=1)]
    default_line: Dialled
    lines: Annotated[dict[Dialled, LineSpec], Field(min_length=1)]
    destinations: Annotated[dict[Name, DestinationSpec], Field(min_length=1)]
    districts: dict[DistrictCode, DistrictSpec] = Field(default_factory=dict)
    emergency: EmergencyRule
    human: HumanRule
    limits: Limits = Limits()
    callbacks: CallbacksSpec | None = None
    keys_only: LineText | None = None
    status_page: StatusPageSpec | None = None
    calendars: dict[Name, CalendarSpec] = Field(default_factory=dict)
    notices: NoticesSpec = NoticesSpec()
    trending: TrendingSpec = TrendingSpec()
    knowledge: KnowledgeRules = KnowledgeRules()
    publishing: PublishingSpec = PublishingSpec()
