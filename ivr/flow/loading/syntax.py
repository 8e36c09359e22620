"""What is wrong with a text that is no YAML, in words for the person who wrote it.

The parser stops at the first thing it cannot make out, and its own words are about its inner
states. Here each is told by what the writer most likely did, with what to do about it.
"""

import re
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError, StringMark
from ruamel.yaml.reader import ReaderError

from ivr.flow.loading.places import START, Place
from ivr.flow.loading.problems import Problem

QUOTES = "put the text in quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """How an error of the parser is told.

    `problem` and `context` are looked for in the parser's words, `line` in what stands before the
    place in its line. {0} in the message is what the first group found, {begun} the line on which
    the bracket or quote was opened. `at_begin`: the place is where that is.
    """

    problem: str
    context: str = ""
    line: str = ""
    message: str
    hint: str
    at_begin: bool = False


_SAYINGS = (
    _Saying(
        problem="another document",
        message="a second document begins here",
        hint="one document a file",
    ),
    _Saying(
        problem="end of stream|unknown escape character '.x00'",
        context="quoted scalar",
        message="this quote is not closed",
        hint="end the text with the quote it begins with",
        at_begin=True,
    ),
    _Saying(
        problem="unknown escape character '(.*)'|escape sequence of",
        message="after a backslash in double quotes only a known letter may stand",
        hint="take single quotes, or write the backslash twice",
    ),
    _Saying(
        problem="stream end",
        context="flow|block node",
        message="the file ends before every bracket is closed",
        hint="look for a '[' or '{' without its ']' or '}'",
    ),
    _Saying(
        problem="expected ',' or '([]}])'",
        message="the bracket opened on line {begun} is not closed by here",
        hint="close it with {0}, put a comma between items, "
        "and quotes around a text with a colon or a bracket",
    ),
    _Saying(
        problem=r"expected the node content, but found '([]}])'",
        message="{0} closes a bracket that was not opened",
        hint="remove it, or put the text in quotes",
    ),
    _Saying(
        problem="expected the node content, but found ','",
        message="a comma with nothing before it",
        hint="remove it, or put the text in quotes",
    ),
    _Saying(
        problem="mapping values are not allowed",
        line=r":\s",
        message="a second colon in one line",
        hint="put a text with a colon in quotes",
    ),
    _Saying(
        problem="mapping values are not allowed",
        message="a colon where the text of the line above goes on",
        hint="indent the key as the keys beside it; see that the line above has its colon",
    ),
    _Saying(
        problem="sequence entries are not allowed",
        message="a list cannot begin in the middle of a line",
        hint="begin the list on a line of its own; put a text that begins with '-' in quotes",
    ),
    _Saying(
        problem="block end.*found '<scalar>'",
        message="there is text after the closing quote",
        hint="put all of it inside the quotes; double a quote that belongs to the text",
    ),
    _Saying(
        problem="block end.*found|document start.*found '?.?'?<?(block|scalar)?",
        message="this line is indented differently from those it belongs to",
        hint="give the keys, or the items, of one list the same indentation",
    ),
    _Saying(
        problem="could not find expected ':'",
        message="a key without a colon",
        hint="write 'key: value'; indent text that goes on over several lines",
        at_begin=True,
    ),
    _Saying(
        problem="undefined alias '(.*)'",
        message="*{0} refers to nothing above it",
        hint="put * and # in quotes",
    ),
    _Saying(
        problem="alphabetic or numeric",
        context="alias|anchor",
        message="a text cannot begin with this sign",
        hint="put * and # in quotes, and & too",
        at_begin=True,
    ),
    _Saying(
        problem="character '(.*)' that cannot start",
        message="a text cannot begin with {0}",
        hint=QUOTES,
    ),
    _Saying(
        problem="tag handle|expected '>'|expected ' '|URI",
        message="tags (!) are not allowed here",
        hint="remove it, or put the text in quotes",
    ),
    _Saying(
        problem="",
        context="tag|directive",
        message="tags (!) and directives (%) are not allowed here",
        hint="remove it, or put the text in quotes",
    ),
    _Saying(
        problem="incompatible YAML|directive",
        message="the line that begins with % cannot be understood",
        hint="remove it",
    ),
    _Saying(
        problem="chomping or indentation|indentation indicator",
        message="after | or > the line must end",
        hint="begin the text on the next line, indented; or put it in quotes",
    ),
)
_OTHER = _Saying(
    problem="",
    message="the file cannot be understood from here on",
    hint="look at the quotes, brackets and indentation of this line and the one above",
)


def syntax_problems(error: MarkedYAMLError, text: str, file: str) -> list[Problem]:
    """Tell what the parser stumbled over; of tabs all there are."""
    what, within = str(error.problem or ""), str(error.context or "")
    if "'\\t'" in what:
        return _tabs(text, file) or [
            at(file, _place(error.problem_mark), "a tab where YAML allows none", "use spaces")
        ]
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    before = lines[mark.line][: mark.column] if mark and mark.line < len(lines) else ""
    for saying in (*_SAYINGS, _OTHER):
        found = re.search(saying.problem, what)
        if found is None or not re.search(saying.context, within):
            continue
        if not re.search(saying.line, before):
            continue
        begun = error.context_mark or mark
        words = [repr(group) for group in found.groups() if group]
        blanks = {"begun": _place(begun).line}
        return [
            at(
                file,
                _place(begun if saying.at_begin else mark),
                _filled(saying.message, words, blanks),
                _filled(saying.hint, words, blanks),
            )
        ]
    raise AssertionError("the last saying fits everything")


def _tabs(text: str, file: str) -> list[Problem]:
    return [
        at(file, Place(number, 1), "a tab in the indentation", "indent with spaces")
        for number, line in enumerate(text.splitlines(), start=1)
        if "\t" in line[: len(line) - len(line.lstrip())]
    ]


def _filled(words: str, found: list[str], blanks: dict[str, int]) -> str:
    for number, value in enumerate(found):
        words = words.replace(f"*{{{number}}}", f"'*{value[1:]}").replace(f"{{{number}}}", value)
    for blank, line in blanks.items():
        words = words.replace(f"{{{blank}}}", str(line))
    return words


def character_problem(error: ReaderError, text: str, file: str) -> Problem:
    """Tell which character of the file YAML does not allow."""
    before = text[: error.position]
    place = Place(before.count("\n") + 1, error.position - before.rfind("\n"))
    shown = f"U+{ord(text[error.position]):04X}" if error.position < len(text) else "?"
    return at(file, place, f"the control character {shown} is not allowed", "remove it")


def at(file: str, place: Place, message: str, hint: str = "") -> Problem:
    """Return a problem of the file itself, at no field."""
    return Problem(
        file=file, line=place.line, column=place.column, field="", message=message, hint=hint
    )


def _place(mark: StringMark | None) -> Place:
    return START if mark is None else Place(mark.line + 1, mark.column + 1)
