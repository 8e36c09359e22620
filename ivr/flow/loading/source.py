"""Reading one YAML file into one pydantic model, with every error at once and its place.

The same reader serves the city's files and the settings, so that all of them complain alike.
"""

import codecs
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from ivr.flow.loading.places import START, Place, Tree
from ivr.flow.loading.problems import Problem, SourceErrors, did_you_mean
from ivr.flow.loading.salvage import NOTHING, Gone, salvage
from ivr.flow.loading.tree import read_tree
from ivr.flow.loading.wording import locate, problems_of

__all__ = [
    "MAX_BYTES",
    "Problem",
    "Source",
    "SourceErrors",
    "load_source",
    "load_yaml",
    "read_source",
]

MAX_BYTES = 10_000_000
"""The largest file that is read."""

M = TypeVar("M", bound=BaseModel)
M_co = TypeVar("M_co", bound=BaseModel, covariant=True)

_MARKS = {
    codecs.BOM_UTF8: "save it as UTF-8 without a mark",
    codecs.BOM_UTF16_LE: "it is UTF-16: save it as UTF-8",
    codecs.BOM_UTF16_BE: "it is UTF-16: save it as UTF-8",
}


@dataclass(frozen=True, kw_only=True)
class Source(Generic[M_co]):
    """A file's validated content together with the places of its keys.

    The places are needed where something is wrong, and are several times as large as the file:
    `places` reads them when they are asked for.

    With `problems` the content is what stands of the file, and `gone` is the rest.
    """

    file: str
    value: M_co
    places: Callable[[], Tree] = field(repr=False, compare=False)
    problems: tuple[Problem, ...] = ()
    gone: Gone = NOTHING

    @cached_property
    def tree(self) -> Tree:
        """Where the keys and values of the file stand."""
        return self.places()

    def stands(self, section: str) -> bool:
        """Tell whether a section is what the file says, and nothing in its place."""
        return section not in self.gone.sections

    def problem(self, *path: str | int, message: str, hint: str = "") -> Problem:
        """Return a problem at `path`, or at the deepest part of it that the file has."""
        found, place = locate(path, self.tree)
        return Problem(
            file=self.file,
            line=place.line,
            column=place.column,
            field=".".join(found),
            message=message,
            hint=hint,
        )

    def problem_within(
        self, path: Sequence[str | int], at: int, *, message: str, hint: str = ""
    ) -> Problem:
        """Return a problem of the text at `path`, `at` characters from its beginning.

        Of a text that is folded or has escaped characters it is the place of the whole.
        """
        problem = self.problem(*path, message=message, hint=hint)
        tree = self.tree.below(path)
        if tree is None or tree.text is None:
            return problem
        return replace(problem, line=tree.text.line, column=tree.text.column + at)

    def unknown_name(
        self, path: tuple[str, ...], kind: str, name: str, known: Collection[str]
    ) -> Problem:
        """Return the problem of a name at `path` that no `kind` of thing has."""
        return self.problem(
            *path, message=f"unknown {kind} {name!r}", hint=did_you_mean(name, known)
        )


AnySource = Source[BaseModel]


def load_yaml(path: Path, model: type[M]) -> M:
    """Read and validate one file.

    Raises:
        SourceErrors: With every problem found in the file.
    """
    return load_source(path, model).value


def load_source(path: Path, model: type[M]) -> Source[M]:
    """Read and validate one file, keeping the places for checks that come after.

    Raises:
        SourceErrors: With every problem found in the file.
    """
    found = _read(path, model)
    if isinstance(found, _Faulty):
        raise SourceErrors(found.problems)
    return found


def read_source(path: Path, model: type[M], least: Mapping[str, object]) -> Source[M]:
    """Read one file and keep what stands of it, with every problem found in it.

    `least` has what stands in the place of sections that must be there.
    """
    try:
        found = _read(path, model)
    except SourceErrors as errors:
        found = _Faulty(errors.problems, None, Tree(START, START))
    if isinstance(found, Source):
        return found
    return what_stands(found.problems, str(path), model, found.data, found.tree, least)


def what_stands(
    problems: Sequence[Problem],
    file: str,
    model: type[M],
    data: Any,
    tree: Tree,
    least: Mapping[str, object],
) -> Source[M]:
    """Return what stands of a file that has these problems."""
    value, gone = salvage(model, data, tree, least)
    return Source(file=file, value=value, places=lambda: tree, problems=tuple(problems), gone=gone)


@dataclass(frozen=True, slots=True)
class _Faulty:
    problems: Sequence[Problem]
    data: Any
    tree: Tree


def _read(path: Path, model: type[M]) -> Source[M] | _Faulty:
    """Read and validate one file.

    Raises:
        SourceErrors: it is no text.
    """
    file = str(path)
    text = read_text(path)
    data, tree, problems = read_tree(text, file)
    if problems and data is None:
        return _Faulty(problems, data, tree)
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        problems += problems_of(error, model, tree, file)
    if problems:
        return _Faulty(problems, data, tree)
    return Source(file=file, value=value, places=lambda: read_tree(text, file)[1])


def read_text(path: Path, *, takes_mark: bool = False) -> str:
    """Read a file of text; with `takes_mark` it may begin with the byte order mark of UTF-8.

    Raises:
        SourceErrors: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        if path.exists() and not path.is_file():  # to open a named pipe waits for its writer
            what = "a folder" if path.is_dir() else "something other than a file"
            raise _refused(path, f"is {what}", f"put a file of the name {path.name} in its place")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise _refused(path, "there is no such file", _missing(path)) from error
    except PermissionError as error:
        hint = "let the account that runs this read it"
        raise _refused(path, "cannot be read: permission denied", hint) from error
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise _refused(path, "the file is too large", f"at most {MAX_BYTES // 1_000_000} MB")
    for mark, hint in _MARKS.items():
        if raw.startswith(mark) and not (takes_mark and mark == codecs.BOM_UTF8):
            raise _refused(path, "the file begins with a byte order mark", hint)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8")) + 1
        place = Place(before.count(b"\n") + 1, column)
        byte = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        raise _refused(path, byte, "save the file as UTF-8", place) from error


def _missing(path: Path) -> str:
    if path.is_symlink():
        return f"it is a link to {path.readlink()}"
    return f"add it to {path.parent}" if path.parent.is_dir() else f"{path.parent} is no folder"


def _refused(path: Path, message: str, hint: str = "", place: Place = START) -> SourceErrors:
    problem = Problem(
        file=str(path),
        line=place.line,
        column=place.column,
        field="",
        message=message,
        hint=hint,
    )
    return SourceErrors([problem])
