"""What a citizen of Harborview is told of a request, by each channel that can be asked."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from db.requests import import_requests
from db.store import Store
from ivr.flow.inputs import RequestStatus
from ivr.flow.profile import Profile, load_profile
from ivr.flow.rehearsal.call import Rehearsal
from ivr.flow.rehearsal.given import Given
from ivr.flow.rehearsal.log import Heard
from ivr.flow.request_number import request_number

CITY = Path(__file__).resolve().parents[2] / "flows" / "us_311"
KNOWN, LATE, CLOSED, UNKNOWN = (request_number(serial) for serial in range(1, 5))
MISTYPED = KNOWN[:-1] + str((int(KNOWN[-1]) + 1) % 10)
REQUESTS = {
    KNOWN: RequestStatus(
        number=KNOWN,
        status="open",
        updated_on=date(2026, 3, 4),
        due_on=date(2999, 12, 31),
    ),
    LATE: RequestStatus(
        number=LATE,
        status="in_progress",
        updated_on=date(2026, 3, 4),
        due_on=date(2026, 3, 6),
    ),
    CLOSED: RequestStatus(
        number=CLOSED,
        status="closed",
        updated_on=date(2026, 3, 4),
        outcome={"en": "We fixed the <street> light & its pole."},
    ),
}
DAYTIME = datetime(2026, 12, 8, 10, tzinfo=ZoneInfo("America/New_York"))
KEYS = {"en": "1", "es": "2"}
CASES = {
    "known": KNOWN,
    "late": LATE,
    "closed": CLOSED,
    "unknown": UNKNOWN,
    "mistyped": MISTYPED,
}


def harborview() -> Profile:
    return load_profile(CITY)


def keep(store: Store) -> None:
    import_requests(store, list(REQUESTS.values()))


def heard_by_telephone(profile: Profile, number: str, language: str) -> str:
    """What is said right after the number is keyed, up to the next node or question."""
    call = Rehearsal(profile, at=DAYTIME.timestamp(), given=Given(requests=REQUESTS))
    call.arrive(line="311")
    call.press(KEYS[language])
    while call.node != "main_menu":
        call.step()
    call.press("1")
    begun = len(call.log)
    call.press(f"{number}#")
    said = []
    while True:
        fresh = [entry for entry in call.log[begun:] if isinstance(entry, Heard)]
        begun = len(call.log)
        for entry in fresh:
            if entry.node != "my_request" or entry.prompt.name == "main.my_request":
                return " ".join(said)
            said.append(entry.prompt.text)
        call.step()


def signs(text: str) -> str:
    """The letters and digits of a text: how it is cut into prompts is left out."""
    return "".join(sign for sign in text if sign.isalnum())
