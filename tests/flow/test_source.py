import os
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from ivr.flow.loading import tree
from ivr.flow.loading.source import MAX_BYTES, SourceErrors, load_source, load_yaml
from ivr.flow.schema.languages import LanguagesFile
from ivr.flow.schema.nodes import FlowFile


class Cat(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Literal["cat"]
    lives: int


class Dog(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Literal["dog"]
    tricks: list[str] = []


class Zoo(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    open: bool = True
    animals: dict[str, Annotated[Cat | Dog, Field(discriminator="type")]] = {}


def problems(path: Path, text: str | bytes) -> list[str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SourceErrors) as caught:
        load_yaml(path, Zoo)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    return [line.removeprefix(f"{path}:") for line in lines]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "zoo.yaml"


def test_good_file_becomes_the_model(file: Path) -> None:
    file.write_text("name: Zürich\nopen: false\nanimals:\n  tom: {type: cat, lives: 9}\n")
    assert load_yaml(file, Zoo) == Zoo(
        name="Zürich", open=False, animals={"tom": Cat(type="cat", lives=9)}
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: x\nopne: true\n", ["2:1: opne: unknown key (did you mean 'open'?)"]),
        ("open: true\n", ["1:1: name: is missing (add 'name' here)"]),
        ("name: 5\n", ["1:7: name: must be text (put it in quotes if it is text)"]),
        ("name: x\nopen: perhaps\n", ["2:7: open: must be true or false"]),
        (
            "name: x\nanimals:\n  rex: {type: dgo}\n",
            ["3:15: animals.rex.type: unknown type 'dgo' (did you mean 'dog'?)"],
        ),
        (
            "name: x\nanimals:\n  tom:\n    type: cat\n    live: 9\n",
            [
                "3:3: animals.tom.lives: is missing (add 'lives' here)",
                "5:5: animals.tom.live: unknown key (did you mean 'lives'?)",
            ],
        ),
        (
            "name: x\nanimals:\n  rex:\n    type: dog\n    tricks: [sit, {a: 1}]\n",
            ["5:19: animals.rex.tricks.1: must be text"],
        ),
        ("name: x\nanimals:\n  tom: {lives: 9}\n", ["3:3: animals.tom: has no type"]),
        ("- a\n- b\n", ["1:1: must be a set of keys with values"]),
        (
            "name: x\nname: y\nopen: 1\nopen: 2\n",
            [
                "2:1: the key 'name' is given twice (first on line 1)",
                "4:1: the key 'open' is given twice (first on line 3)",
            ],
        ),
        (
            "name: x\nanimals:\n\ttom: 1\n\trex: 2\n",
            [
                "3:1: a tab in the indentation (indent with spaces)",
                "4:1: a tab in the indentation (indent with spaces)",
            ],
        ),
        ("name: x\n---\nname: y\n", ["2:1: a second document begins here (one document a file)"]),
        ("", ["1:1: the file is empty"]),
        ("# nothing\n", ["1:1: the file is empty"]),
        (
            "name: !!python/name:os.system x\n",
            ["1:7: the tag !!python/name:os.system is not allowed (remove the tag)"],
        ),
        (
            "a: &a {b: *a}\n",
            [
                "1:1: a: unknown key (known here: animals, name, open)",
                "1:4: an alias contains itself (write the value out)",
            ],
        ),
        (
            "name: x\n<<: {open: true}\n",
            ["2:1: merge keys (<<) are not part of YAML 1.2 (write it out)"],
        ),
        ("name: x\n? [a]\n: 1\n", ["2:3: a key must be a word or a number"]),
        ("name: a\x07b\n", ["1:8: the control character U+0007 is not allowed (remove it)"]),
        (
            b"\xef\xbb\xbfname: x\n",
            ["1:1: the file begins with a byte order mark (save it as UTF-8 without a mark)"],
        ),
        (
            "name: x\n".encode("utf-16"),
            ["1:1: the file begins with a byte order mark (it is UTF-16: save it as UTF-8)"],
        ),
        (b"name: x\n# Z\xfcrich\n", ["2:4: the byte 0xfc is not UTF-8 (save the file as UTF-8)"]),
        ("[" * 5000, ["1:1: nested too deeply (flatten the file)"]),
        (
            "name: 2026-99-99\n",
            ["1:7: there is no such day or time: 2026-99-99 (put it in quotes if it is text)"],
        ),
        *(
            (f"name: {number}\n", ["1:7: the number is too long (put it in quotes if it is text)"])
            for number in ("9" * 5000, "0x" + "f" * 5000, "0o" + "7" * 9000)
        ),
        (
            "name: !!bool maybe\n",
            ["1:7: cannot be read: 'maybe' is no bool (put it in quotes if it is text)"],
        ),
        (
            "name: x\nanimals:\n  null: {}\n  true: {}\n",
            [
                "3:3: the key null is no word (write 'null' in quotes)",
                "4:3: the key true is no word (write 'true' in quotes)",
            ],
        ),
    ],
)
def test_bad_file_is_told_with_place_and_remedy(
    file: Path, text: str | bytes, expected: list[str]
) -> None:
    assert problems(file, text) == expected


def test_an_anchor_may_be_set_anew(file: Path) -> None:
    file.write_text("name: &a x\nanimals: {t: {type: dog, tricks: [&a sit, *a]}}\n")
    assert load_yaml(file, Zoo).animals["t"] == Dog(type="dog", tricks=["sit", "sit"])


SYNTAX = [
    ("a: b: c\n", "1:5: a second colon in one line (put"),
    ("a: 1\n  b: 2\n", "2:4: a colon where the text of the line above goes on (indent"),
    ("a: 'x\nb: 2\n", "1:4: this quote is not closed (end"),
    ('a: "x\nb: 2\n', "1:4: this quote is not closed (end"),
    ("a: 'x' y\n", "1:8: there is text after the closing quote (put all"),
    ('a: "\\q"\n', "1:6: after a backslash in double quotes only a known letter may stand (take"),
    (
        "a: [1, 2\nb: 3\n",
        "2:2: the bracket opened on line 1 is not closed by here (close it with ']'",
    ),
    (
        "a: {b: 1\nc: 2\n",
        "2:2: the bracket opened on line 1 is not closed by here (close it with '}'",
    ),
    ("name: x\nanimals: [a,\n", "3:1: the file ends before every bracket is closed (look"),
    ("a: ]\n", "1:4: ']' closes a bracket that was not opened (remove"),
    ("{a: 1,, b: 2}\n", "1:7: a comma with nothing before it (remove"),
    (
        "a:\n    b: 1\n  c: 2\n",
        "3:3: this line is indented differently from those it belongs to (give",
    ),
    ("  a: 1\nb: 2\n", "2:1: this line is indented differently from those it belongs to (give"),
    ("a: - b\n", "1:4: a list cannot begin in the middle of a line (begin"),
    ("a: 1\nb\nc: 2\n", "2:1: a key without a colon (write"),
    ("a: >\n x\nz\n", "3:1: a key without a colon (write"),
    ("name: *\n", "1:7: a text cannot begin with this sign (put * and # in quotes"),
    ("name: *x\n", "1:7: '*x' refers to nothing above it (put * and # in quotes)"),
    ("name: @x\n", "1:7: a text cannot begin with '@' (put the text in quotes)"),
    ("name: !x!y 1\n", "1:7: tags (!) are not allowed here (remove it"),
    ("name: |9x\n  t\n", "1:9: after | or > the line must end (begin"),
    (
        "%YAML 9.9\n---\nname: x\n",
        "1:1: the line that begins with % cannot be understood (remove it)",
    ),
]


@pytest.mark.parametrize(("text", "told"), SYNTAX)
def test_syntax_errors_are_told_in_our_words(file: Path, text: str, told: str) -> None:
    (line,) = problems(file, text)
    assert line.startswith(told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start: a\nnodes:\n  A b: {type: answer}\n", "3:3: nodes.A b: must be a name: small"),
        ("start:\nnodes: {a: {type: answer}}\n", "1:1: start: has no value (write it after"),
        (
            "start: a\nnodes: {a: {type: say, text: Hello}}\n",
            "2:30: nodes.a.text: must be a set of keys with values "
            "(say it for each language: {en: 'Hello'})",
        ),
        (
            "start: a\nnodes: {a: {type: say, text: {en: ' '}}}\n",
            "2:35: nodes.a.text.en: must not be blank",
        ),
        (
            "start: a\nnodes: {a: {type: hours, holidays: [christmas]}}\n",
            "2:37: nodes.a.holidays.0: must be a date like 2026-12-24",
        ),
        (
            "start: a\nnodes: {a: {type: hours, week: {mon: [8-17]}}}\n",
            "2:39: nodes.a.week.mon.0: must be a time from and to, like 08:30-17:00",
        ),
        (
            "start: a\nnodes: {a: {type: hours, zone: Europe/Berln}}\n",
            "2:32: nodes.a.zone: unknown time zone 'Europe/Berln': did you mean 'Europe/Berlin'?",
        ),
    ],
)
def test_wrong_values_are_told_in_our_words(file: Path, text: str, expected: str) -> None:
    file.write_text(text)
    with pytest.raises(SourceErrors) as caught:
        load_yaml(file, FlowFile)
    assert str(caught.value).startswith(f"{file}:{expected}")
    assert len(caught.value.problems) == 1


def test_of_two_kinds_only_the_likelier_is_complained_about(file: Path) -> None:
    file.write_text(
        "languages:\n  en: {name: E, native_name: E, words: [5, {txt: a, spoken: b}, '']}\n"
    )
    with pytest.raises(SourceErrors) as caught:
        load_yaml(file, LanguagesFile)
    told = [(problem.field, problem.message) for problem in caught.value.problems]
    words = "languages.en.words"
    assert told == [
        (f"{words}.0", "must be text"),
        (f"{words}.1.text", "is missing"),
        (f"{words}.1.txt", "unknown key"),
        (f"{words}.2", "must not be blank"),
    ]


def test_alias_bomb_is_refused_before_it_expands(file: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
    )
    assert problems(file, bomb) == [
        f"1:1: too much to read (at most {tree.MAX_VALUES} values a file, "
        "counting what aliases repeat)"
    ]


def test_too_large_a_file_is_not_read(file: Path) -> None:
    assert problems(file, b"#" * (MAX_BYTES + 1)) == ["1:1: the file is too large (at most 10 MB)"]


def test_missing_file_and_folder_are_problems(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors, match=r"none.yaml:1:1: there is no such file \(add it to "):
        load_yaml(tmp_path / "none.yaml", Zoo)
    with pytest.raises(SourceErrors, match="is a folder"):
        load_yaml(tmp_path, Zoo)


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "link.yaml").symlink_to("gone.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    for name, told in (
        ("pipe.yaml", "is something other than a file"),
        ("link.yaml", "it is a link to gone.yaml"),
        ("loop.yaml", "cannot be read"),
        ("none/none.yaml", "is no folder"),
    ):
        with pytest.raises(SourceErrors, match=told):
            load_yaml(tmp_path / name, Zoo)


def test_a_later_check_finds_the_place_of_a_key(file: Path) -> None:
    file.write_text("name: x\nanimals:\n  tom: {type: cat, lives: 9}\n")
    source = load_source(file, Zoo)
    assert str(source.problem("animals", "tom", "lives", message="too few")) == (
        f"{file}:3:27: animals.tom.lives: too few"
    )


YAML_LIKE = st.text(alphabet="ab:-[]{}&*!|>'\"#%@? \n\t<,1", max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | YAML_LIKE.map(str.encode))
def test_any_bytes_give_a_model_or_problems(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(raw)
    with pytest.raises(SourceErrors) as caught:
        load_yaml(path, FlowFile)
    assert caught.value.problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in caught.value.problems)


def test_a_number_with_leading_zeros_is_kept_as_it_is_written(file: Path) -> None:
    """Telephone numbers are easily left unquoted; line 16 is not what `0x10` dials."""
    file.write_text("0551000: {a: 0551000, b: 0x10, c: +15551000, d: 10}\n", "utf-8")
    data, _, problems = tree.read_tree(file.read_text(), "zoo.yaml")
    assert problems == []
    assert data == {"0551000": {"a": "0551000", "b": "0x10", "c": "+15551000", "d": 10}}
