"""No file, however it came to be, makes the loader fail otherwise than with problems."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from tests.flow.small_city import write_city

FILES = ("city.yaml", "faqs.yaml", "languages.yaml", "routing.yaml", "main.flow.yaml")
SCRAPS = st.sampled_from(
    [
        *("", " ", "\n", "\t", ":", ": ", "- ", "'", '"', "[", "]", "{", "}", "*a", "&a ", "!!x "),
        *("null", "~", "true", "0", "-1", "1e999", ".nan", "2026-13-01", "*#A", "9" * 200),
        *("\x00", "\ufeff", "\u2028", "é", "{x}", "{title", "%", "@", "|", ">", "#", "<<", "? "),
        *("start", "nodes", "type", "en", "next", "main", "person", "general"),
    ]
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, list[tuple[float, int, str]]]:
    """A file, and scraps to be put into it at shares of its length, for that many characters."""
    edit = st.tuples(st.floats(0, 1), st.integers(0, 12), SCRAPS)
    return draw(st.sampled_from(FILES)), draw(st.lists(edit, min_size=1, max_size=4))


def faults_of(folder: Path) -> SourceErrors | None:
    try:
        load_profile(folder)
    except SourceErrors as errors:
        return errors
    return None


def loads_or_tells(folder: Path) -> None:
    errors = faults_of(folder)
    if errors is None:
        return
    assert len(errors.problems) == len(set(errors.problems)) == len(str(errors).splitlines()) > 0
    for problem in errors.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits())
def test_a_city_changed_at_random(
    tmp_path_factory: pytest.TempPathFactory, edit: tuple[str, list[tuple[float, int, str]]]
) -> None:
    folder = write_city(tmp_path_factory.mktemp("city"))
    name, changes = edit
    file = folder / name
    text = file.read_text("utf-8")
    for share, cut, scrap in changes:
        at = int(share * len(text))
        text = text[:at] + scrap + text[at + cut :]
    file.write_text(text, "utf-8")
    loads_or_tells(folder)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.binary(max_size=80))
def test_a_file_of_random_bytes(
    tmp_path_factory: pytest.TempPathFactory, name: str, raw: bytes
) -> None:
    folder = write_city(tmp_path_factory.mktemp("city"))
    (folder / name).write_bytes(raw)
    loads_or_tells(folder)
