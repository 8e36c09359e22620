"""The YAML that people write, read by the line.

The parser of all of YAML goes from character to character, which takes a second for some ten
thousand lines. What a city's files are written in is a small part of the language: sets of keys
and lists by indentation or in brackets, texts plain or in quotes, texts over several lines after
`|` and `>`, comments. That part is read here by a few regular expressions a line.

Whatever is not of that part is not judged here: `read_everyday` returns None, and the parser of all
of YAML reads the file, or tells what is wrong with it. Anchors and aliases, tags, tabs, escapes
other than of quotes and line ends, keys given twice are among that.
"""

from re import Match
from typing import Any, Final

from ivr.flow.loading.everyday_words import (
    ENTRY,
    ENTRY_IN_BRACKETS,
    LONG,
    PLAIN,
    PLAIN_IN_BRACKETS,
    REST,
    STRANGE,
    Meaning,
    NotEverydayError,
    quoted,
)
from ivr.flow.loading.places import MAX_VALUES, Place, Tree

_MAX_DEPTH: Final = 50
_MAX_KEY: Final = 1000
"""YAML allows keys of 1024 characters."""

_NOTHING: Final = -1
"""The indentation of a line that is empty or a comment."""
_END: Final = -2
"""The indentation of the line after the last."""

_Read = tuple[Any, Tree]


def read_everyday(text: str) -> _Read | None:
    """Return the data of a document and its places, None if it is not written in this part."""
    text = text.replace("\r\n", "\n")
    if STRANGE.search(text):
        return None
    try:
        return _Reader(text).document()
    except NotEverydayError:
        return None


class _Reader:
    """`_row` is the next line with content, from 0; in brackets `_at` is the place in it."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._indents = [_indent(line) for line in self._lines]
        self._lines.append("")
        self._indents.append(_END)
        self._row = -1
        self._at = 0
        self._count = 1
        self._depth = 0
        self._meaning = Meaning()

    def document(self) -> _Read:
        """Read all of it."""
        self._next_row()
        column = self._indents[self._row]
        if column == _END:
            raise NotEverydayError
        data, tree = self._block(column, -1, None)
        if self._indents[self._row] != _END or not isinstance(data, dict | list):
            raise NotEverydayError
        if self._count > MAX_VALUES:
            raise NotEverydayError
        return data, tree

    # Every method below reads one value, of which `key` is the place of the key if it has one, and
    # leaves `_row` at the next line with content.

    def _block(self, column: int, above: int, key: Place | None) -> _Read:
        """Read what begins at `column`, its line's first; `above` is the column it belongs to."""
        line = self._lines[self._row]
        if _is_item(line, column):
            return self._list(column, key)
        entry = ENTRY.match(line, column)
        if entry is not None:
            return self._mapping(column, key, entry)
        return self._value(column, above, key)

    def _mapping(self, column: int, key: Place | None, entry: Match[str] | None) -> _Read:
        self._deeper()
        items: dict[Any, Any] = {}
        place = Place(self._row + 1, column + 1)
        tree = Tree(key or place, place)
        children = tree.children
        below = column
        while below == column:
            if entry is None:
                raise NotEverydayError
            place, end = Place(self._row + 1, column + 1), entry.end()
            line = self._lines[self._row]
            name, label = self._key(entry, children)
            if end < len(line) and line[end] != "#":
                items[name], children[label] = self._value(end, column, place)
            else:
                self._next_row()
                below = self._indents[self._row]
                if below > column:
                    items[name], children[label] = self._block(below, column, place)
                elif below == column and _is_item(self._lines[self._row], column):
                    items[name], children[label] = self._list(column, place)
                else:
                    # The parser of all of YAML has it where the next thing stands.
                    after = self._here()
                    items[name], children[label] = None, Tree(place, after, after)
            below = self._indents[self._row]
            entry = ENTRY.match(self._lines[self._row], column) if below == column else None
        return self._closed(items, tree, below, column)

    def _list(self, column: int, key: Place | None) -> _Read:
        self._deeper()
        items: list[Any] = []
        place = Place(self._row + 1, column + 1)
        tree = Tree(key or place, place)
        children = tree.children
        below = column
        while below == column and _is_item(self._lines[self._row], column):
            row, line = self._row, self._lines[self._row]
            at = column + 1
            while at < len(line) and line[at] == " ":
                at += 1
            if at < len(line) and line[at] != "#":
                value, child = self._block(at, column, None)
            else:
                self._next_row()
                below = self._indents[self._row]
                if below > column:
                    value, child = self._block(below, column, None)
                else:
                    dash = Place(row + 1, column + 2)
                    value, child = None, Tree(dash, dash, dash)
            children[str(len(items))] = child
            items.append(value)
            below = self._indents[self._row]
        return self._closed(items, tree, below, column)

    def _closed(self, items: Any, tree: Tree, below: int, column: int) -> _Read:
        if below > column:
            raise NotEverydayError
        self._depth -= 1
        self._count += len(items)
        return items, tree

    def _value(self, at: int, above: int, key: Place | None) -> _Read:
        """Read what stands in the rest of a line and may go on below it."""
        row, line = self._row, self._lines[self._row]
        first = line[at]
        if first in "[{":
            self._at = at
            read = self._bracket(key)
            line, end = self._lines[self._row], self._at
        elif first in "'\"":
            text, end = quoted(line, at)
            read = _quotation(text, row, at, end, key)
        elif first in "|>":
            return self._long(at, above, key)
        else:
            return self._plain(at, above, key)
        if not REST.match(line, end):
            raise NotEverydayError
        self._next_row()
        return read

    def _plain(self, at: int, above: int, key: Place | None) -> _Read:
        """Read a text without quotes; lines indented deeper than `above` are more of it."""
        row = self._row
        found = PLAIN.match(self._lines[row], at)
        if found is None:
            raise NotEverydayError
        words, blanks = [found[1]], 0
        while found[2] is None:
            row += 1
            line, indent = self._lines[row], self._indents[row]
            if indent == _NOTHING and not line.strip(" "):
                blanks += 1
                continue
            if indent <= above:
                break
            found = PLAIN.match(line, indent)
            if found is None:
                raise NotEverydayError
            words.append("\n" * blanks or " ")
            words.append(found[1])
            blanks = 0
        place = Place(self._row + 1, at + 1)
        self._row = row if found[2] is None else row + 1
        self._row -= 1
        self._next_row()
        is_whole = len(words) == 1
        return (
            self._meaning("".join(words)),
            Tree(key or place, place, place if is_whole else None),
        )

    def _long(self, at: int, above: int, key: Place | None) -> _Read:
        """Read a text after | or >, as far as its lines are indented."""
        place = Place(self._row + 1, at + 1)
        header = LONG.match(self._lines[self._row], at)
        row = self._row + 1
        line = self._lines[row]
        indent = len(line) - len(line.lstrip(" "))
        if header is None or indent <= above or indent == len(line):
            raise NotEverydayError
        text, blanks, is_folded = "", 0, header[1] == ">"
        while row < len(self._lines) - 1:
            line = self._lines[row]
            bare = line.lstrip(" ")
            if not bare:
                if len(line) > indent:
                    raise NotEverydayError
                blanks += 1
            else:
                deep = len(line) - len(bare)
                if deep < indent:
                    break
                if deep > indent and is_folded:
                    raise NotEverydayError
                between = "\n" * blanks or " " if is_folded else "\n" * (blanks + 1)
                text = text + between + line[indent:] if text else line[indent:]
                blanks = 0
            row += 1
        else:
            if not blanks:
                # The last line has no end: neither has the text.
                raise NotEverydayError
        self._row = row - 1
        self._next_row()
        return text if header[2] else text + "\n", Tree(key or place, place)

    def _bracket(self, key: Place | None) -> _Read:
        """Read from a bracket at `_at` to the one that closes it, and put `_at` behind that."""
        self._deeper()
        place = Place(self._row + 1, self._at + 1)
        tree = Tree(key or place, place)
        children = tree.children
        is_mapping = self._lines[self._row][self._at] == "{"
        close = "}" if is_mapping else "]"
        items: dict[Any, Any] = {}
        values: list[Any] = []
        self._at += 1
        while self._sign() != close:
            if is_mapping:
                entry = ENTRY_IN_BRACKETS.match(self._lines[self._row], self._at)
                if entry is None:
                    raise NotEverydayError
                begin = Place(self._row + 1, self._at + 1)
                name, label = self._key(entry, children)
                self._at = entry.end()
                items[name], children[label] = self._within(begin)
            else:
                value, child = self._within(None)
                children[str(len(values))] = child
                values.append(value)
            sign = self._sign()
            if sign == ",":
                self._at += 1
            elif sign != close:
                raise NotEverydayError
        self._at += 1
        return self._closed(items if is_mapping else values, tree, _END, 0)

    def _within(self, key: Place | None) -> _Read:
        """Read one value in brackets."""
        row, at, line = self._row, self._at, self._lines[self._row]
        if line[at] in "[{":
            return self._bracket(key)
        if line[at] in "'\"":
            text, self._at = quoted(line, at)
            return _quotation(text, row, at, self._at, key)
        found = PLAIN_IN_BRACKETS.match(line, at)
        if found is None:
            raise NotEverydayError
        self._at = found.end()
        place = Place(row + 1, at + 1)
        return self._meaning(found[0]), Tree(key or place, place, place)

    def _sign(self) -> str:
        """Return the next sign in brackets, over blanks, comments and line ends."""
        while True:
            line, at = self._lines[self._row], self._at
            while at < len(line) and line[at] == " ":
                at += 1
            if at < len(line) and (line[at] != "#" or not (at == 0 or line[at - 1] == " ")):
                self._at = at
                return line[at]
            self._next_row()
            if self._indents[self._row] == _END:
                raise NotEverydayError
            self._at = 0

    def _key(self, entry: Match[str], beside: dict[str, Tree]) -> tuple[Any, str]:
        """Return a key and the name of its place."""
        name: Any = entry[entry.lastindex or 0]
        if len(name) > _MAX_KEY:
            raise NotEverydayError
        if entry.lastindex == 1:
            name = self._meaning(name)
        label = str(name)
        if label in beside:
            raise NotEverydayError
        return name, label

    def _here(self) -> Place:
        """Return where the next line with content begins, or the end of the text."""
        indent = self._indents[self._row]
        if indent == _END:
            return Place(self._row, len(self._lines[self._row - 1]) + 1)
        return Place(self._row + 1, indent + 1)

    def _next_row(self) -> None:
        self._row += 1
        while self._indents[self._row] == _NOTHING:
            self._row += 1

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotEverydayError


def _indent(line: str) -> int:
    bare = line.lstrip(" ")
    return len(line) - len(bare) if bare and bare[0] != "#" else _NOTHING


def _is_item(line: str, column: int) -> bool:
    return line.startswith("- ", column) or (line.endswith("-") and len(line) == column + 1)


def _quotation(text: str, row: int, at: int, end: int, key: Place | None) -> _Read:
    place = Place(row + 1, at + 1)
    is_whole = end - at == len(text) + len("''")
    return text, Tree(key or place, place, Place(row + 1, at + 2) if is_whole else None)
