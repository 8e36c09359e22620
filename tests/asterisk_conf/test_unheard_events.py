"""What the controller subscribes to must be sent to it."""

import re
from pathlib import Path

import pytest

from asterisk_conf.render import UNHEARD_EVENTS, render

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", UNHEARD_EVENTS)
def test_nothing_in_the_controller_names_an_event_that_is_not_sent(name: str) -> None:
    sources = [*(ROOT / "hotline").rglob("*.py"), *(ROOT / "ivr" / "asterisk").rglob("*.py")]
    assert sources
    named = re.compile(rf"[\"']{name}[\"']", re.IGNORECASE)
    assert [path for path in sources if named.search(path.read_text("utf-8"))] == []


def test_the_manager_leaves_them_out(at, paper_toolchain) -> None:
    text = (render(at(), paper_toolchain) / "manager.conf").read_text("utf-8")
    found = re.findall(r"(?m)^eventfilter\(action\(exclude\),name\((\w+)\)\) =$", text)
    assert found == list(UNHEARD_EVENTS)
