import pytest

from agent_desk.port import DeskRefusal
from hotline.lines.features import CONFIRMATIONS, FeatureCodes, confirmation_prompts
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY
from tests.hotline.fakes import Prompts, Session

PROFILE = load_profile(CITY)


class Desk:
    """What was asked of the desk; `refuses` says no to everything."""

    def __init__(self, *, refuses: bool = False, status: str = "available") -> None:
        self.asked: list[tuple[str, ...]] = []
        self._refuses = refuses
        self._status = status

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        async def ask(*arguments: str) -> None:
            if self._refuses:
                raise DeskRefusal("no", status=409)
            self.asked.append((name, *arguments))

        return ask

    async def agent(self, agent_id: str) -> dict[str, str]:
        if agent_id != "1001":
            raise DeskRefusal("no", status=404)
        return {"agent_id": agent_id, "status": self._status}


async def dial(act: str, device: str = "agent1001", desk: Desk | None = None) -> tuple[Desk, str]:
    """Return what the desk was asked and which prompt was heard."""
    desk = desk or Desk()
    session = Session(act=act, device=device)
    codes = FeatureCodes(desk, profile=lambda: PROFILE, prompts=Prompts())  # type: ignore[arg-type]
    await codes.serve(session)  # type: ignore[arg-type]
    assert session.done[0] == ("answer",)
    assert session.done[-2:] == [("set", "HOTLINE_DONE", "1"), ("hang_up",)]
    (heard,) = [words[1] for words in session.done if words[0] == "stream"]
    return desk, heard.removeprefix("/prompts/feature-")


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("login", ("login", "1001", "agent1001")),
        ("logout", ("logout", "1001")),
        ("pause", ("pause", "1001", "feature code")),
        ("resume", ("resume", "1001")),
        ("ready", ("resume", "1001")),
        ("extend", ("extend_wrap_up", "1001")),
    ],
)
async def test_a_code_does_what_it_says_and_confirms_it(act: str, asked: tuple[str, ...]) -> None:
    desk, heard = await dial(act)
    assert desk.asked == [asked]
    assert heard == act


@pytest.mark.parametrize("status", ["available", "paused", "logged_out"])
async def test_the_status_is_spoken(status: str) -> None:
    _, heard = await dial("status", desk=Desk(status=status))
    assert heard == status


@pytest.mark.parametrize(
    ("act", "device", "refuses"),
    [
        ("login", "agent9999", False),
        ("login", "", False),
        ("fly", "agent1001", False),
        ("", "agent1001", False),
        ("login", "agent1001", True),
        ("status", "agent1002", False),
    ],
)
async def test_what_cannot_be_done_is_said(act: str, device: str, refuses: bool) -> None:
    _, heard = await dial(act, device, Desk(refuses=refuses))
    assert heard == "refused"


def test_every_confirmation_is_made_ahead() -> None:
    assert {prompt.name for prompt in confirmation_prompts()} == {
        f"feature-{act}" for act in CONFIRMATIONS
    }
    assert all(prompt.text for prompt in confirmation_prompts())
