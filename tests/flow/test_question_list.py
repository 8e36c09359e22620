"""The list of questions as the YAML words it."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from ivr.flow.question_list import Chosen, compile_list
from ivr.flow.schema.questions import QuestionListSpec
from ivr.trending.experiment import Arm
from tests.flow.driver import Asked

ADAPTER = TypeAdapter(QuestionListSpec)
KNOWN = ("garbage", "noise", "heat", "vote")


def _chosen(day: date, *asked: str, caller: str = "1", **yaml: object) -> Chosen:
    questions = compile_list(ADAPTER.validate_python({"count": 3} | yaml))
    return questions.choose(
        Asked(*asked), known=KNOWN, caller=caller, call_id="c1", language="en", day=day, now=0.0
    )


def test_pinned_questions_lead_in_their_season() -> None:
    pinned = ["noise", {"question": "heat", "season": "10-01 to 05-31"}]
    winter = _chosen(date(2026, 1, 5), "garbage", "vote", pinned=pinned)
    assert winter.codes == ("noise", "heat", "garbage")
    summer = _chosen(date(2026, 7, 5), "garbage", "vote", pinned=pinned)
    assert summer.codes == ("noise", "garbage", "vote")


def test_an_entry_expires() -> None:
    pinned = [{"question": "vote", "since": "2026-10-20", "until": "2026-11-03"}]
    assert _chosen(date(2026, 11, 3), "heat", pinned=pinned).codes == ("vote", "heat")
    assert _chosen(date(2026, 11, 4), "heat", pinned=pinned).codes == ("heat",)


def test_unknown_codes_of_other_channels_are_not_offered() -> None:
    assert _chosen(date(2026, 1, 1), "building_permit", "heat").codes == ("heat",)


def test_the_control_group_hears_its_own_list() -> None:
    control = {"share": 0.5, "questions": ["vote"], "salt": "a"}
    chosen = {
        caller: _chosen(date(2026, 1, 1), "heat", caller=str(caller), control=control)
        for caller in range(40)
    }
    by_arm = {each.arm: each.codes for each in chosen.values()}
    assert by_arm == {Arm.TRENDING: ("heat",), Arm.CONTROL: ("vote",)}


@pytest.mark.parametrize(
    ("yaml", "says"),
    [
        ({"pinned": [{"question": "heat", "season": "13-01 to 05-31"}]}, "13-01 is no month"),
        ({"pinned": [{"question": "heat", "season": "winter"}]}, "pattern"),
        ({"rank": "best"}, "expected"),
        ({"control": {"share": 1.5}}, "less than 1"),
        ({"control": {"questions": ["heat"]}}, "share"),
    ],
)
def test_what_cannot_be_meant_is_refused(yaml: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        ADAPTER.validate_python(yaml)
