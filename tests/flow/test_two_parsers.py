"""What the quick parser reads it reads as the parser of all of YAML 1.2 does."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow.loading.places import Tree
from ivr.flow.loading.quick_yaml import compose_quickly
from ivr.flow.loading.tree import parse_tree, read_tree, walk_nodes

ROOT = Path(__file__).resolve().parents[2]
CITIES = sorted((ROOT / "flows").rglob("*.yaml"))


def agrees(text: str) -> bool:
    """Whether the quick parser reads the text; then both must read it alike."""
    root = compose_quickly(text)
    if root is None:
        return False
    data, tree, problems = walk_nodes(root, "x.yaml")
    expected, expected_tree, expected_problems = parse_tree(text, "x.yaml")
    assert problems == expected_problems
    # As text: 1, 1.0 and True are equal.
    assert repr(data) == repr(expected)
    _alike(tree, expected_tree, data)
    return True


def _alike(tree: Tree, expected: Tree, data: Any) -> None:
    """Assert that all places are the same, but of what is not there: `a:` has no value."""
    if data is None:
        return
    assert (tree.key, tree.value, tree.text) == (expected.key, expected.value, expected.text)
    assert tree.children.keys() == expected.children.keys()
    pairs = data.items() if isinstance(data, dict) else enumerate(data if tree.children else ())
    for name, value in pairs:
        _alike(tree.children[str(name)], expected.children[str(name)], value)


@pytest.mark.parametrize("file", CITIES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_files_of_a_city_are_read_quickly_and_alike(file: Path) -> None:
    assert agrees(file.read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "a:\n- b\n-  - c\n   -\n- d: e\n  f:\n- g\n",
        "a: it's # not text\nb: x#y\nc: x:y\nd: [x:y, z#, -1, -x]\n",
        "a: b\n  c\n\n  d # e\nf: g\n",
        "a:\n  b c\n  d\ne: |\n   f\n\n    g\n\n\nh: >-\n  i\n  j\n\n  k\n# l\nm:\n",
        "a: {b: c,\nd: [e, # f\n\n  g,\n],\n}\n",
        "a: 'b''c'\n\"d e\": \"f \\\"g\\\" \\\\ \\n\"\n'h': i\n",
        "no: [no, yes, on, off, null, ~, true, 0x1F, 0o17, 1_000, 1e3, .inf, 2026-01-02, 12:30]\n",
        "1: a\n2.5: b\ntrue: c\n~x: d\n2026-01-02: e\n",
        "  a:\n\n  # b\n  c:   \n    ",
        "a: b\r\nc: |\r\n  d\r\n  e\r\n",
        "词\u3000汇: 在\u3000职\u00a0工\n",
    ],
)
def test_what_people_write_is_read_alike(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a:\tb\n", "a: b\rc: d\n", "a: b\u2028c\n", "a: b\x85\n", "\ufeffa: b\n", "a: \x07\n"),
        *("", "# a\n", "---\na: b\n", "a: b\n...\n", "%YAML 1.2\n", "a: b\n---\nc: d\n"),
        *("a: [b", "a: b: c\n", "a: 'b' c\n", "a: @b\n"),
        *("a: !!str 1\n", "a: !x b\n", "a: !\n", "a: [!, b]\n", "- !\n", "a: |# b\n  c\n"),
        *("a: |-\n \n   b\n", 'a: ["b":c]\n', "a: &b:c d\n"),
    ],
)
def test_what_the_two_may_read_differently_is_left_to_one(text: str) -> None:
    assert compose_quickly(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "1: a\ntrue: b\n",
        "a: &b [c]\nd: *b\n",
        "a: &b [*b]\n",
        "<<: {a: b}\n",
    ],
)
def test_what_is_not_allowed_is_told_alike(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000 + "a", "{a: " * 100_000])
def test_text_nested_without_end_is_refused(text: str) -> None:
    data, _, problems = read_tree(text, "x.yaml")
    assert data is None
    assert [problem.message for problem in problems] == ["nested too deeply"]


WORDS = st.sampled_from(
    [
        "a",
        "No.",
        "it's",
        "a b",
        "x:y",
        "-1",
        "1",
        "yes",
        "true",
        "~",
        "2026-01-02",
        "在 职",
        "¿qué?",
    ]
)
KEYS = st.sampled_from(["a", "b c", "'d'", '"e: f"', "1", "true", "在", "no", "g-h", "i?"])
QUOTED = st.sampled_from(["'a: b'", "'it''s'", '"a # b"', '"\\n"', "''", '""', "'[x'"])
ENDS = st.sampled_from(["", "", "  ", " # why", "\n", "\n# why\n\n"])


@st.composite
def brackets(draw: st.DrawFn, depth: int = 2) -> str:
    """A value in one line or, in brackets, over several."""
    kind = draw(st.integers(0, 3)) if depth else 0
    gap = draw(st.sampled_from(["", " ", "\n   ", " # c\n "])) if kind >= 2 else ""
    comma = f",{gap or ' '}"
    if kind == 2:
        values = draw(st.lists(brackets(depth=depth - 1), max_size=3))
        return f"[{gap}{comma.join(values)}{gap}]"
    if kind == 3:
        names = draw(st.lists(KEYS, max_size=3, unique=True))
        pairs = [f"{name}: {draw(brackets(depth=depth - 1))}" for name in names]
        return f"{{{gap}{comma.join(pairs)}{gap}}}"
    return draw(QUOTED if kind else WORDS)


@st.composite
def blocks(draw: st.DrawFn, indent: int, depth: int = 3) -> str:
    """A set of keys or a list, each on lines of its own, with its line ends."""
    pad = " " * indent
    is_list = draw(st.booleans())
    names = [*"--"] if is_list else draw(st.lists(KEYS, min_size=1, max_size=3, unique=True))
    lines = []
    for name in names:
        head = pad + (name if is_list else f"{name}:")
        below = indent + draw(st.integers(1, 3))
        kind = draw(st.integers(0, 5 if depth else 3))
        if kind == 0:
            lines.append(f"{head} {draw(brackets())}{draw(ENDS)}\n")
        elif kind == 1:
            sign = draw(st.sampled_from(["|", "|-", ">", ">-"]))
            text = draw(st.lists(st.sampled_from(["a: b", "# c", "", "- d"]), max_size=3))
            body = "".join(f"{' ' * below if line else ''}{line}\n" for line in ["x", *text])
            lines.append(f"{head} {sign}\n{body}")
        elif kind == 2:
            lines.append(f"{head}{draw(ENDS)}\n")
        elif kind == 3:
            lines.append(f"{head} {draw(WORDS)}\n{' ' * below}{draw(WORDS)}{draw(ENDS)}\n")
        elif is_list and kind == 4:
            lines.append(f"{head} {draw(blocks(indent + 2, depth - 1)).lstrip()}")
        else:
            lines.append(f"{head}{draw(ENDS)}\n{draw(blocks(below, depth - 1))}")
    return "".join(lines)


@settings(max_examples=150, deadline=None)
@given(blocks(0))
def test_a_document_made_at_random_is_read_alike(text: str) -> None:
    agrees(text)


SCRAPS = st.sampled_from(
    [*" \n:-'\"[]{},#?|>~1\\é=.%@\t", "\n  ", "\n- ", ": ", "- ", " #", "true", "\r\n", "---", "<<"]
)


@settings(max_examples=300, deadline=None)
@given(blocks(0, depth=1), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), SCRAPS)))
def test_a_document_changed_at_random_is_read_alike_or_left_to_one(
    text: str, changes: list[tuple[float, int, Any]]
) -> None:
    for share, cut, scrap in changes:
        at = int(share * len(text))
        text = text[:at] + scrap + text[at + cut :]
    agrees(text)
