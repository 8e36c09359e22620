"""YAML text to plain data, with the place of every key and value kept beside it.

The node graph of a parser is walked here rather than constructed by it: duplicate keys are then
reported all at once, aliases cost what they expand to, and no tag can build an object.
"""

import warnings
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from ivr.flow.loading.places import MAX_VALUES, PREFIX, START, Place, Tree
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.quick_yaml import compose_quickly
from ivr.flow.loading.syntax import at, character_problem, syntax_problems

_TEXT = f"{PREFIX}str"
_SCALARS = {PREFIX + name for name in ("str", "int", "float", "bool", "null", "timestamp")}


_LONGEST_NUMBER = 1000


class _TooLarge(Exception):
    """The aliases of a file expand beyond MAX_VALUES."""


def read_tree(text: str, file: str) -> tuple[Any, Tree, list[Problem]]:
    """Read one YAML 1.2 document.

    Returns:
        The data (dict, list, str, int, float, bool, None, date), the places, and the problems.
        With problems the data may be incomplete.
    """
    try:
        root = compose_quickly(text)
    except RecursionError:
        return None, Tree(START, START), [_too_deep(file)]
    return walk_nodes(root, file) if root is not None else parse_tree(text, file)


def parse_tree(text: str, file: str) -> tuple[Any, Tree, list[Problem]]:
    """Read one YAML 1.2 document by the parser that words mistakes, as `read_tree` does."""
    try:
        with warnings.catch_warnings():
            # An anchor may be set anew: the alias then means the last one before it.
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        return None, Tree(START, START), syntax_problems(error, text, file)
    except ReaderError as error:
        return None, Tree(START, START), [character_problem(error, text, file)]
    except (YAMLError, ValueError):
        # The parser's converters of its own directives (%YAML x) fail in this way.
        message = "the file cannot be understood"
        return (
            None,
            Tree(START, START),
            [at(file, START, message, "remove lines that begin with %")],
        )
    except RecursionError:
        return None, Tree(START, START), [_too_deep(file)]
    if root is None:
        return None, Tree(START, START), [at(file, START, "the file is empty")]
    return walk_nodes(root, file)


def walk_nodes(root: Any, file: str) -> tuple[Any, Tree, list[Problem]]:
    """Turn the nodes of either parser into what `read_tree` returns."""
    walk = _Walk(file)
    place = _place(root)
    tree = Tree(place, place)
    try:
        data = walk.convert(root, tree, ())
    except _TooLarge:
        hint = f"at most {MAX_VALUES} values a file, counting what aliases repeat"
        return None, tree, [*walk.problems, at(file, START, "too much to read", hint)]
    except RecursionError:
        return None, tree, [_too_deep(file)]
    return data, tree, walk.problems


class _Walk:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._scalars = YAML(typ="safe", pure=True).constructor
        self._count = 0

    def convert(self, node: Any, tree: Tree, above: tuple[int, ...]) -> Any:
        self._count += 1
        if self._count > MAX_VALUES:
            raise _TooLarge
        if id(node) in above:
            tree.is_unread = True
            self._report(node, "an alias contains itself", "write the value out")
            return None
        if node.id == "scalar":
            tree.text = _text_place(node)
            return self._scalar(node, tree)
        if node.id == "sequence" and node.tag == PREFIX + "seq":
            return self._sequence(node, tree, (*above, id(node)))
        if node.id == "mapping" and node.tag == PREFIX + "map":
            return self._mapping(node, tree, (*above, id(node)))
        tree.is_unread = True
        self._report(node, f"the tag {_short(node.tag)} is not allowed", "remove the tag")
        return None

    def _scalar(self, node: Any, tree: Tree) -> Any:
        if node.tag == _TEXT:
            return node.value
        if node.tag not in _SCALARS:
            tree.is_unread = True
            self._report(node, f"the tag {_short(node.tag)} is not allowed", "remove the tag")
            return None
        try:
            value = self._scalars.construct_object(
                ScalarNode(node.tag, node.value, node.start_mark, node.end_mark)
            )
            # 0551000 is a telephone number, not 551000, and 0x10 is not line 16.
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            return node.value if is_whole and node.value != str(value) else value
        except (YAMLError, ValueError, OverflowError, KeyError) as error:
            tree.is_unread = True
            self._report(node, _unreadable(node, error), "put it in quotes if it is text")
            return None

    def _sequence(self, node: Any, tree: Tree, above: tuple[int, ...]) -> list[Any]:
        items = []
        for index, child in enumerate(node.value):
            place = _place(child)
            branch = tree.children[str(index)] = Tree(place, place)
            items.append(self.convert(child, branch, above))
        return items

    def _mapping(self, node: Any, tree: Tree, above: tuple[int, ...]) -> dict[Any, Any]:
        items: dict[Any, Any] = {}
        for key_node, child in node.value:
            if key_node.tag == PREFIX + "merge":
                tree.is_partial = True
                self._report(key_node, "merge keys (<<) are not part of YAML 1.2", "write it out")
                continue
            if key_node.id != "scalar":
                tree.is_partial = True
                self._report(key_node, "a key must be a word or a number")
                continue
            own = Tree(_place(key_node), _place(child))
            key = self._scalar(key_node, own)
            if own.is_unread:
                tree.is_partial = True
                continue
            if key is None or isinstance(key, bool):
                tree.is_partial = True
                word = key_node.value
                self._report(key_node, f"the key {word} is no word", f"write {word!r} in quotes")
                continue
            if key in items or str(key) in tree.children:
                # To Python 1, 1.0 and True are one key.
                same = next(name for name in items if name == key or str(name) == str(key))
                first = tree.children[str(same)]
                first.is_partial = True
                hint = f"first on line {first.key.line}"
                self._report(key_node, f"the key {key!r} is given twice", hint)
                continue
            tree.children[str(key)] = own
            items[key] = self.convert(child, own, above)
        return items

    def _report(self, node: Any, message: str, hint: str = "") -> None:
        self.problems.append(at(self.file, _place(node), message, hint))


def _too_deep(file: str) -> Problem:
    return at(file, START, "nested too deeply", "flatten the file")


def _unreadable(node: Any, error: Exception) -> str:
    """Say why a value cannot be read, in words of its own for what the language would say."""
    kind = node.tag.removeprefix(PREFIX)
    if kind == "timestamp":
        return f"there is no such day or time: {node.value}"
    if kind in ("int", "float") and len(node.value) > _LONGEST_NUMBER:
        return "the number is too long"
    if isinstance(error, KeyError):
        return f"cannot be read: {node.value!r} is no {kind}"
    return f"cannot be read: {getattr(error, 'problem', None) or error}"


def _place(node: Any) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _text_place(node: Any) -> Place | None:
    """Return where a scalar's characters begin, if each stands where its index says."""
    start, end = node.start_mark, node.end_mark
    quotes = 1 if node.style in ("'", '"') else 0
    if start.line != end.line or end.column - start.column != len(node.value) + 2 * quotes:
        return None
    return Place(start.line + 1, start.column + 1 + quotes)


def _short(tag: object) -> str:
    return str(tag).replace(PREFIX, "!!")
