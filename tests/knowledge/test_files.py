"""The tree of codes as the files have it, and every way to write it wrong."""

from datetime import date
from pathlib import Path

import pytest

from ivr.flow.profile import load_profile
from tests.knowledge.cities import city_with, medical_city, problems_of

GOOD = """\
items:
  TAX: {title: {en: Taxes, es: Impuestos}}
  TAX-1:
    title: {en: Property, es: Predial}
    parent: TAX
    versions:
      - answer: {en: In July., es: En julio.}
"""


def test_the_tree_of_four_levels_loads(tmp_path: Path) -> None:
    knowledge = medical_city(tmp_path).knowledge
    assert [item.code for item in knowledge.path("YB-TJ-1-1")] == [
        "YB",
        "YB-TJ",
        "YB-TJ-1",
        "YB-TJ-1-1",
    ]
    assert [item.code for item in knowledge.below("YB")] == ["YB-TJ", "YB-BX"]
    assert {item.code for item in knowledge.below(None)} == {"YB", "garbage", "noise", "heat"}
    item = knowledge.items["YB-TJ-1"]
    assert item.owner == "Healthcare Security Bureau"
    details = item.versions[1].details
    assert details.legal_basis == "Social Insurance Law, article 58"
    assert details.documents == ("Identity card", "Employment contract")
    assert len(details.procedure) == 3


def test_a_code_is_found_however_it_is_written(tmp_path: Path) -> None:
    knowledge = medical_city(tmp_path).knowledge
    assert knowledge.find(" yb-tj-1 ") is knowledge.items["YB-TJ-1"]
    assert knowledge.find("YB-TJ-9") is None


def test_on_each_day_the_version_of_that_day_is_in_force(tmp_path: Path) -> None:
    knowledge = medical_city(tmp_path).knowledge
    numbers = {
        day: knowledge.in_force("YB-TJ-1", date(2023, 11, day)).number  # type: ignore[union-attr]
        for day in (14, 15)
    }
    assert numbers == {14: 1, 15: 2}
    assert knowledge.in_force("YB-BX", date(2022, 12, 31)) is not None
    assert knowledge.in_force("YB-BX", date(2023, 1, 1)) is None
    assert set(knowledge.answerable(date(2023, 11, 14))) == {
        "garbage",
        "noise",
        "heat",
        "YB-TJ-1",
        "YB-TJ-1-1",
    }
    assert "YB" not in knowledge.answerable(date(2023, 11, 14))


def test_the_questions_may_all_be_in_the_folder(tmp_path: Path) -> None:
    folder = city_with(tmp_path, tax=GOOD, garbage=_GARBAGE)
    (folder / "faqs.yaml").unlink()
    assert set(load_profile(folder).knowledge.items) == {"TAX", "TAX-1", "garbage"}


def test_a_change_of_the_knowledge_is_another_version_of_the_city(tmp_path: Path) -> None:
    folder = city_with(tmp_path, tax=GOOD)
    before = load_profile(folder).version
    (folder / "knowledge" / "tax.yaml").write_text(GOOD.replace("July", "June"))
    assert load_profile(folder).version != before


_GARBAGE = """\
items:
  garbage:
    title: {en: Garbage, es: Basura}
    versions: [{answer: {en: On Monday., es: El lunes.}}]
"""

BAD = {
    "a code twice, in capitals": (
        GOOD.replace("TAX-1:", "Noise:"),
        "knowledge/tax.yaml:3:3: items.Noise: the code 'Noise' is 'noise' in {folder}/faqs.yaml:6 "
        "(give it another code; capitals make no difference)",
    ),
    "a parent that is none": (
        GOOD.replace("parent: TAX", "parent: TAXES"),
        "knowledge/tax.yaml:5:13: items.TAX-1.parent: no item has the code 'TAXES' "
        "(did you mean 'TAX'?)",
    ),
    "a circle": (
        GOOD.replace("TAX: {", "TAX: {parent: TAX-1, "),
        "knowledge/tax.yaml:2:17: items.TAX.parent: a circle: TAX > TAX-1 > TAX "
        "(one of them must have another parent, or none)",
    ),
    "a missing translation": (
        GOOD.replace(", es: En julio.", ""),
        "knowledge/tax.yaml:7:9: items.TAX-1.versions.0.answer: the text is missing in "
        "Spanish (es) (add 'es: ...' here)",
    ),
    "two versions at a time": (
        GOOD + "      - {version: 2, since: 2024-01-01, answer: {en: In May., es: En mayo.}}\n",
        "knowledge/tax.yaml:8:9: items.TAX-1.versions.1: version 2 is in force together with "
        "version 1 (end version 1 with 'until: 2023-12-31')",
    ),
    "a version that ends before it begins": (
        GOOD.replace("- answer", "- since: 2024-01-02\n        until: 2024-01-01\n        answer"),
        "knowledge/tax.yaml:8:16: items.TAX-1.versions.0.until: ends on 2024-01-01, before it "
        "begins on 2024-01-02",
    ),
    "an unknown field": (
        GOOD.replace("- answer", "- legal_base: none\n        answer"),
        "knowledge/tax.yaml:7:9: items.TAX-1.versions.0.legal_base: unknown key "
        "(did you mean 'legal_basis'?)",
    ),
    "a code of other signs": (
        GOOD.replace("TAX-1:", '"TAX 1":'),
        "knowledge/tax.yaml:3:3: items.TAX 1: must be a code: letters, digits, "
        "- and _, like YB-TJ-1",
    ),
    "a word that means a person": (
        GOOD.replace("parent: TAX", "parent: TAX\n    words: {en: [operator]}"),
        "knowledge/tax.yaml:6:13: items.TAX-1.words.en: 'operator' means a person everywhere "
        "(take another word)",
    ),
}


@pytest.mark.parametrize("wrong", BAD)
def test_what_is_wrong_is_told_with_its_place(wrong: str, tmp_path: Path) -> None:
    text, told = BAD[wrong]
    folder = city_with(tmp_path, tax=text)
    assert told.replace("{folder}", str(folder)) in problems_of(folder)


def test_a_fifth_level_is_too_deep(tmp_path: Path) -> None:
    deeper = "".join(
        f"  T{level}:\n    title: {{en: T, es: T}}\n    parent: {above}\n"
        for level, above in [(2, "TAX-1"), (3, "T2"), (4, "T3")]
    )
    told = problems_of(city_with(tmp_path, tax=GOOD + deeper))
    assert len(told) == 1
    assert "level 5 of the tree: TAX > TAX-1 > T2 > T3 > T4 (at most 4 levels)" in told[0]


def test_the_files_of_a_folder_are_told_together(tmp_path: Path) -> None:
    folder = city_with(tmp_path, one=BAD["a circle"][0], two=BAD["an unknown field"][0])
    (folder / "knowledge" / "three.yaml").write_text("items: {}\n")
    assert {told.split(":")[0] for told in problems_of(folder)} == {
        "knowledge/one.yaml",
        "knowledge/two.yaml",
        "knowledge/three.yaml",
    }
