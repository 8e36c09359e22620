"""The page for citizens in a city's files: its texts, and what the status node lacks for it."""

from pathlib import Path

import pytest

from ivr.flow.checks import check
from ivr.flow.loading.folder import read_folder
from ivr.flow.profile import load_profile
from tests.flow.small_city import write_city
from tests.flow.test_status import STATUS

PAGE = """
status_page:
  title: {en: What of it?, es: ¿Qué hay?}
  label: {en: Number, es: Número}
  button: {en: Ask, es: Preguntar}
  busy: {en: Wait., es: Espere.}
  away: {en: Later., es: Luego.}
  nothing_here: {en: Nothing., es: Nada.}
"""
UNKNOWN = "    unknown: {en: Unknown., es: Nada.}\n"


def city(folder: Path, page: str = PAGE, node: str = STATUS + UNKNOWN) -> Path:
    into = ("answered: more\n    next: menu", "answered: more\n    next: status")
    write_city(folder, **({"main_flow": into} if node else {}))
    for name, added in (("main.flow.yaml", node), ("city.yaml", page)):
        file = folder / name
        file.write_text(file.read_text("utf-8") + added, "utf-8")
    return folder


def test_a_page_is_optional_and_has_the_texts_of_the_city(tmp_path: Path) -> None:
    page = load_profile(city(tmp_path)).status_page
    assert page is not None
    assert (page.title["es"], page.hint) == ("¿Qué hay?", None)
    (tmp_path / "without").mkdir()
    assert load_profile(city(tmp_path / "without", page="")).status_page is None


@pytest.mark.parametrize(
    ("page", "node", "problems"),
    [
        (PAGE.replace(", es: Luego.", ""), STATUS + UNKNOWN, ["missing in Spanish (es)"]),
        (PAGE, STATUS, ["no words for a number that no request has (add 'unknown' here)"]),
        (
            PAGE,
            STATUS.replace("    no_match: {en: Not a number., es: No es un número.}\n", ""),
            ["check digit does not fit (add 'no_match' here)", "(add 'unknown' here)"],
        ),
        (PAGE, "", ["status_page: no flow has a status node"]),
        (
            PAGE,
            (STATUS + UNKNOWN).replace("not_found: menu", "not_found: other_status")
            + (STATUS + UNKNOWN)
            .replace("  status:\n", "  other_status:\n")
            .replace("We are late", "Late"),
            ["nodes.other_status.overdue: the words are not those of 'status' in main.flow.yaml"],
        ),
    ],
)
def test_a_page_has_words_for_everything(
    tmp_path: Path, page: str, node: str, problems: list[str]
) -> None:
    found = [str(problem) for problem in check(read_folder(city(tmp_path, page, node))).problems]
    assert len(found) == len(problems), found
    for told, problem in zip(found, problems, strict=True):
        assert problem in told
