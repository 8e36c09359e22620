"""What the files say of callbacks is checked, and told with where it stands."""

from pathlib import Path

import pytest

from ivr.flow.checks.calling_back import vain_slots
from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from tests.callback_city import write_city


def problems(folder: Path, file: str, old: str, new: str) -> str:
    write_city(folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("city.yaml", "attempts: 3", "attempts: 0", "must be at least 1"),
        ("city.yaml", '  caller_id: "311"\n', "", "caller_id"),
        ("city.yaml", 'barred: ["900"]', "shortest: 12, longest: 10", "no number is as long"),
        ("city.yaml", "es: Le llama la ciudad.", "fr: La ville.", "missing in Spanish"),
        ("main.flow.yaml", "{callback_number|digits}. If", "you. If", "does not read the number"),
        ("main.flow.yaml", '17:00-19:00"', '19:00-17:00"', "runs past midnight"),
        ("main.flow.yaml", 'key: "2"\n        span', 'key: "1"\n        span', "already"),
        ("main.flow.yaml", 'key: "2"\n        span', 'key: "9"\n        span', "emergency"),
        ("main.flow.yaml", "    failed: message\n\n  m", "\n  m", "no 'failed'"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    found = problems(tmp_path, file, old, new)
    assert told in found
    assert f"{file}:" in found or f"{file}" in found


def test_a_city_must_say_how_it_calls(tmp_path: Path) -> None:
    write_city(tmp_path)
    city = (tmp_path / "city.yaml").read_text("utf-8").partition("\ncallbacks:")[0]
    (tmp_path / "city.yaml").write_text(city, "utf-8")
    with pytest.raises(SourceErrors, match="does not say how people are called back"):
        load_profile(tmp_path)


@pytest.mark.parametrize(
    ("week", "vain"),
    [
        ('mon: ["09:00-21:00"]', []),
        ('mon: ["09:00-17:00"], tue: ["19:00-21:00"]', ["nodes.call_back.slots.evening.span"]),
        ('mon: ["22:00-17:10"]', []),
        ('mon: ["18:50-21:00"]', ["nodes.call_back.slots.evening.span"]),
    ],
)
def test_a_slot_in_which_nobody_is_called_is_advised_on(
    tmp_path: Path, week: str, vain: list[str]
) -> None:
    write_city(tmp_path)
    city = tmp_path / "city.yaml"
    text = city.read_text("utf-8").replace("  attempts: 3", f"  week: {{{week}}}\n  attempts: 3")
    city.write_text(text, "utf-8")
    assert [advice.field for advice in vain_slots(read_folder(tmp_path))] == vain


def test_slots_need_the_question_when(tmp_path: Path) -> None:
    when = (
        '    when: {en: "To be called when it is your turn, press 1.", '
        'es: "Cuando le toque, pulse 1."}\n'
    )
    assert "there are 'slots' and no 'when'" in problems(tmp_path, "main.flow.yaml", when, "")


@pytest.mark.parametrize(
    ("number", "called"),
    [
        ("(212) 555-0100", "2125550100"),
        ("+12125550100", "+12125550100"),
        ("911", ""),
        ("9005550100", ""),
        ("", ""),
        ("anonymous", ""),
        ("1" * 16, ""),
    ],
)
def test_which_numbers_are_called(tmp_path: Path, number: str, called: str) -> None:
    policy = load_profile(write_city(tmp_path)).callbacks
    assert policy is not None
    assert policy.number_to_call(number) == called
