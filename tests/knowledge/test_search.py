"""What is found by which words, and in which order."""

import math
from datetime import date
from pathlib import Path

import pytest

from ivr.flow.profile import Profile
from ivr.knowledge.base import knowledge_of
from ivr.knowledge.model import Item, Version
from ivr.knowledge.search import SearchIndex
from ivr.knowledge.tokens import tokens
from tests.knowledge.cities import medical_city

DAY = date(2023, 11, 14)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    folder: Path = tmp_path_factory.mktemp("city")
    return medical_city(folder)


def codes(city: Profile, words: str, day: date = DAY, *, headings: bool = True) -> list[str]:
    return [each.item.code for each in city.index.search(words, day=day, headings=headings)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Heat & hot water", ["heat", "hot", "water"]),
        ("CALEFACCIÓN", ["calefaccion"]),
        ("医保报销", ["医保", "保报", "报销"]),
        ("税", ["税"]),
        ("表3格ＡＢ", ["表", "3", "格", "ab"]),
        ("_ -- ?", []),
        ("", []),
    ],
)
def test_texts_are_taken_apart(text: str, pieces: list[str]) -> None:
    assert list(tokens(text)) == pieces


def test_the_score_is_what_the_formula_says() -> None:
    items = [
        Item(code="a", title={"en": "tax"}, versions=(Version(number=1, answer={"en": "july"}),)),
        Item(code="b", title={"en": "dog"}, versions=(Version(number=1, answer={"en": "tax"}),)),
        Item(code="c", title={"en": "cat"}, words={"en": ("july",)}),
    ]
    found = SearchIndex(knowledge_of(items)).search("tax, July!", day=DAY)
    rarity = math.log(1 + 3 / 2)
    assert [(each.item.code, each.score) for each in found] == [
        ("a", pytest.approx(rarity * (3 + 1))),
        ("c", pytest.approx(rarity * 4)),
        ("b", pytest.approx(rarity * 1)),
    ]


def test_chinese_is_found_without_spaces(city: Profile) -> None:
    assert codes(city, "灵活就业的人怎么参保")[0] == "YB-TJ-1-1"
    assert codes(city, "职工医保")[0] == "YB-TJ-1"
    assert codes(city, "职")[0] == "YB-TJ-1"


def test_accents_and_case_make_no_difference(city: Profile) -> None:
    assert codes(city, "AUTONOMO") == ["YB-TJ-1-1"]


def test_a_code_comes_first_whatever_else_is_found(city: Profile) -> None:
    assert codes(city, "yb-tj-1")[0] == "YB-TJ-1"


def test_the_beginning_of_a_word_finds_it(city: Profile) -> None:
    assert codes(city, "garb") == ["garbage"]
    assert codes(city, "ga") == []


def test_only_what_is_in_force_is_found(city: Profile) -> None:
    assert codes(city, "reimbursement ninety") == []
    assert codes(city, "reimbursement", date(2022, 12, 31)) == ["YB-BX"]
    assert codes(city, "fifteen") == []
    assert codes(city, "fifteen", date(2023, 11, 15)) == ["YB-TJ-1"]
    assert codes(city, "thirty", date(2023, 11, 15)) == []


def test_headings_can_be_left_out(city: Profile) -> None:
    assert "YB-TJ" in codes(city, "insured")
    assert codes(city, "insured", headings=False) == []


def test_fields_of_the_desk_are_searched_too(city: Profile) -> None:
    assert codes(city, "contract form 3", date(2023, 11, 15))[0] == "YB-TJ-1"
