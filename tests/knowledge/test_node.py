"""Looking something up on a call: by number, by words, down the tree; by keys and by speech."""

from pathlib import Path
from shutil import copy

import pytest

from ivr.flow import commands, events
from ivr.flow.events import Disposition, KnowledgeSought, Means
from ivr.flow.inputs import CommandFailed
from ivr.flow.profile import Profile, load_profile
from ivr.knowledge.numbers import keyed
from tests.flow.driver import Phone
from tests.knowledge.cities import MEDICAL, city_with, problems_of

NODE = """\
  top:
    type: knowledge
    by_number: {}
    by_words: {count: 2, found: {en: "We have:", es: "Tenemos:"}}
    by_tree: {category: YB, back: {en: Back with star., es: Volver con asterisco.}}
    prompt: {en: What is it about?, es: ¿De qué se trata?}
    item: {en: "For {title}, press {key}.", es: "{title}, pulse {key}."}
    no_input: {en: Nothing heard., es: Nada.}
    no_match: {en: Not known., es: No existe.}
    attempts: 2
    answered: more
    not_found: message
    unheard: library
    fallback: person
"""
TREE = ["For", "Who is insured", "press 1."]
YB_TJ_1 = "92851"


def write_lookup(folder: Path, *, node: str = NODE, **files: str) -> Path:
    """Write the city whose node `top` looks things up in the tree of YB-TJ-1."""
    city_with(folder, **files)
    copy(MEDICAL, folder / "knowledge")
    path = folder / "main.flow.yaml"
    before, rest = path.read_text("utf-8").split("  top:\n")
    path.write_text(f"{before}{node}  more:{rest.split('  more:', 1)[1]}", "utf-8")
    return folder


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return load_profile(write_lookup(tmp_path_factory.mktemp("city")))


@pytest.fixture
def phone(city: Profile) -> Phone:
    return Phone(city).at("top")


def sought(phone: Phone) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.by, each.asked, each.found) for each in phone.all(KnowledgeSought)]


def listed(phone: Phone) -> list[str]:
    """What can be said, as it is said."""
    opened = phone.last(commands.ListenForWords)
    return [phrase.words for phrase in opened.phrases]


def choice(phone: Phone, words: str) -> str:
    opened = phone.last(commands.ListenForWords)
    return next(phrase.choice for phrase in opened.phrases if phrase.words == words)


def test_the_question_comes_with_the_top_of_the_tree_and_the_way_to_a_person(phone: Phone) -> None:
    assert phone.texts == ["What is it about?", *TREE, "Press 0 for a person."]


def test_a_number_is_answered_by_the_version_of_the_day_and_counts(phone: Phone) -> None:
    phone.key(*YB_TJ_1, "#")
    assert phone.texts == ["Your employer insures you within thirty days."]
    phone.heard()
    answered = phone.last(events.FaqAnswered)
    assert (answered.faq, answered.complete, answered.means) == ("YB-TJ-1", True, Means.KEY)
    assert sought(phone) == [("number", YB_TJ_1, ("YB-TJ-1",))]
    assert phone.machine.node == "more"
    assert phone.hang_up().ended.disposition is Disposition.ANSWERED_BY_FAQ


def test_a_number_ends_after_a_pause_and_a_key_cuts_the_answer_short(phone: Phone) -> None:
    phone.key(*YB_TJ_1).wait(2)
    assert phone.texts == ["Your employer insures you within thirty days."]
    phone.key("1")
    assert not phone.last(events.FaqAnswered).complete
    assert phone.machine.node == "menu"


def test_a_number_said_digit_by_digit_is_as_good(phone: Phone) -> None:
    for digit in YB_TJ_1:
        phone.said(digit)
    assert phone.wait(2).texts == ["Your employer insures you within thirty days."]
    assert phone.last(KnowledgeSought).means is Means.SPEECH


def test_keys_go_down_the_tree_and_the_star_goes_back(phone: Phone) -> None:
    phone.key("1").wait(2)
    assert phone.texts == [
        *("Who is insured", "For", "Employees", "press 1."),
        *("Back with star.", "Press 0 for a person."),
    ]
    phone.key("1").wait(2)
    assert phone.texts[:7] == [
        *("Employees", "For", "Employees", "press 1.", "For", "Flexible employment", "press 2."),
    ]
    phone.key("*")
    assert phone.texts[0] == "Who is insured"
    phone.key("*")
    assert phone.texts[0] == "What is it about?"
    for key in "112":
        phone.key(key).wait(2)
    assert phone.texts == ["Bring your identity card to any service hall."]
    assert sought(phone) == [("tree", "YB-TJ-1-1", ("YB-TJ-1-1",))]


def test_an_item_that_has_others_below_it_is_the_first_of_its_own_list(phone: Phone) -> None:
    for _ in range(3):
        phone.key("1").wait(2)
    assert phone.texts == ["Your employer insures you within thirty days."]


def test_what_has_no_version_in_force_is_not_offered(phone: Phone) -> None:
    assert "Reimbursement" not in phone.texts
    phone.key(*"92" + "29", "#")
    assert phone.texts[0] == "Not known."
    assert sought(phone) == [("number", "9229", ())]


def test_words_find_what_fits_and_a_key_takes_it(phone: Phone) -> None:
    phone.said(choice(phone, "employee insurance"))
    assert phone.texts[:4] == ["We have:", "For", "Employees", "press 1."]
    phone.key("1").wait(2)
    assert phone.texts == ["Your employer insures you within thirty days."]
    assert sought(phone) == [("words", "employee insurance", ("YB-TJ-1",))]


def test_what_is_offered_can_be_said_and_nothing_means_two_things(phone: Phone) -> None:
    assert "Who is insured" in listed(phone)
    phone.said(choice(phone, "Who is insured"))
    assert phone.texts[0] == "Who is insured"
    said = listed(phone)
    assert len(said) == len(set(said))
    phone.said(choice(phone, "employee insurance"))
    assert phone.texts[0] == "Employees"


def test_the_ways_without_an_answer(city: Profile) -> None:
    silent = Phone(city).at("top").heard().wait(5)
    assert silent.texts[0] == "Nothing heard."
    assert silent.heard().wait(5).machine.node == "library"
    unknown = Phone(city).at("top").key(*"7777", "#").key(*"7777", "#")
    assert unknown.machine.node == "message"
    lost = Phone(city).at("top").said(None).said(None)
    assert lost.machine.node == "person"


def test_a_person_and_an_emergency_are_one_key_away(city: Profile) -> None:
    assert Phone(city).at("top").key("0").wait(2).machine.node == "person"
    assert Phone(city).at("top").key("9").wait(2).machine.node == "@emergency"
    assert Phone(city).at("top").key("0", "#").machine.node == "person"


def test_keys_work_without_a_recogniser(phone: Phone) -> None:
    phone.tell(CommandFailed(what=phone.listening, reason="away"))
    phone.key(*YB_TJ_1, "#")
    assert phone.texts == ["Your employer insures you within thirty days."]


def test_without_numbers_a_key_acts_at_once(tmp_path: Path) -> None:
    tree = NODE.replace("    by_number: {}\n", "")
    phone = Phone(load_profile(write_lookup(tmp_path, node=tree))).at("top").key("1", "1", "2")
    assert phone.texts == ["Bring your identity card to any service hall."]


def test_a_title_and_a_key_are_prompts_of_their_own(city: Profile) -> None:
    names = {prompt.name for prompt in city.prompts() if prompt.language == "en"}
    assert {"title.YB-TJ", "main.top.1.after", "main.top.before"} <= names
    assert not [name for name in names if "YB" in name and name.startswith("main.")]


def problems(folder: Path, old: str, new: str, **files: str) -> list[str]:
    assert old in NODE
    return problems_of(write_lookup(folder, node=NODE.replace(old, new), **files))


def test_a_category_that_is_none(tmp_path: Path) -> None:
    assert problems(tmp_path, "    by_number: {}\n", "    category: YB-TK\n") == [
        "main.flow.yaml:18:15: nodes.top.category: unknown item 'YB-TK' (did you mean 'YB-TJ'?)"
    ]


def test_a_category_without_an_answer(tmp_path: Path) -> None:
    found = problems(tmp_path, "{category: YB,", "{category: YB-BX,")
    assert found[0] == (
        "main.flow.yaml:20:25: nodes.top.by_tree.category: nothing below 'YB-BX' has an answer "
        "(name a category that has items with versions)"
    )


MANY = "items:\n" + "".join(
    f"  {code}:\n    title: {{en: {code}, es: {code}}}\n    parent: YB\n"
    f"    versions: [{{answer: {{en: A., es: B.}}}}]\n"
    for code in ("YB-AA", "YB-BB", "YB-CC", "YB-D1", "YB-E1")
)


def test_two_codes_that_are_keyed_alike_and_a_level_that_is_too_long(tmp_path: Path) -> None:
    found = problems(tmp_path, "attempts: 2", "attempts: 2", many=MANY)
    keyed_alike, too_long = found[0], found[-1]
    assert "is keyed 9222, as 'YB-AA' is (give it a number of its own" in keyed_alike
    assert "7 entries below 'YB' are too many to remember, at most 5" in too_long


def test_a_number_of_its_own_parts_them(tmp_path: Path) -> None:
    parted = MANY.replace("  YB-BB:\n", "  YB-BB:\n    number: 4711\n")
    parted = parted.replace("  YB-CC:\n", "  YB-CC:\n    number: '4712'\n")
    parted = parted.replace("  YB-E1:\n", "  YB-E1:\n    number: 4712\n")
    found = problems(tmp_path, "attempts: 2", "attempts: 2", many=parted)
    assert len(found) == 1
    assert "the number '4712' is that of 'YB-CC' already" in found[0]


def test_a_node_that_asks_in_a_language_has_every_answer_in_it(tmp_path: Path) -> None:
    found = problems(tmp_path, "{en: What is it about?,", "{zh: 什么事？, en: What is it about?,")
    assert "3 items have no title or no answer in 'zh': garbage, noise, heat" in found[0]


def test_a_key_of_the_list_that_means_a_person_everywhere(tmp_path: Path) -> None:
    folder = write_lookup(tmp_path)
    city = folder / "city.yaml"
    city.write_text(city.read_text("utf-8").replace('key: "0"', 'key: "*"'), "utf-8")
    assert any("key '*' means a person everywhere" in each for each in problems_of(folder))


def test_too_many_wordings_to_tell_apart(tmp_path: Path) -> None:
    words = ", ".join(f"word {number}" for number in range(301))
    text = MANY.replace("    parent: YB\n", f"    parent: YB-TJ\n    words: {{en: [{words}]}}\n", 1)
    found = problems(tmp_path, "attempts: 2", "attempts: 2", many=text)
    assert any("wordings in 'en' are too many to tell apart by ear" in each for each in found)


def test_a_title_without_words_is_no_emergency_word(tmp_path: Path) -> None:
    text = MANY.replace("en: YB-AA,", "en: Emergency,")
    found = problems(tmp_path, "attempts: 2", "attempts: 2", many=text)
    assert any("'emergency' means an emergency everywhere" in each for each in found)


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("YB-TJ-1", "92851"),
        ("noise", "66473"),
        ("311", "311"),
        ("a_b", "22"),
        ("pqrswxyz", "77779999"),
    ],
)
def test_codes_on_the_keys_of_a_telephone(code: str, digits: str) -> None:
    assert keyed(code) == digits


def test_the_desk_finds_an_item_by_its_number(city: Profile) -> None:
    base = city.knowledge
    assert base.find(YB_TJ_1) is base.items["YB-TJ-1"]
    assert base.find("nothing") is None
