"""YAML 1.2 by libyaml: some seven times faster than ruamel.yaml's own parser, and no judge.

libyaml scans by the rules of YAML 1.1. Where those of 1.2 differ, and wherever it finds a mistake,
`compose_quickly` leaves the text to ruamel.yaml, which reads all of 1.2 and words mistakes better.
Scalars mean what they mean to ruamel.yaml: `no` and `12:30` are texts.

Events come from C, nodes are composed in Python: the composer in C overflows the stack on text that
is nested without end, where this one raises RecursionError.
"""

import re
from typing import Final

from ruamel.yaml.resolver import implicit_resolvers
from yaml import YAMLError
from yaml.composer import Composer
from yaml.cyaml import CParser
from yaml.nodes import Node
from yaml.resolver import BaseResolver

_READ_DIFFERENTLY: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff]"  # tabs, breaks of 1.1, marks
    r"|^(?:%|---|\.\.\.)"  # directives, several documents
    r"|(?:^|[-:,\[{]) *!"  # tags: to libyaml a mere ! is an empty text
    r"|[|>][-+0-9]*(?:\#|[ ]*\n[ ]+$)"  # what may follow the sign of a text over several lines
    r"|[&*][-\w]+:"  # an anchor or alias whose name may go on behind the colon
    r"|[\"']:[^ \n]",  # a key in quotes and its value without a blank between
    re.MULTILINE,
)


class _Resolver(BaseResolver):  # type: ignore[misc]
    """What a plain text means in YAML 1.2."""


for _versions, _tag, _pattern, _first in implicit_resolvers:
    if (1, 2) in _versions:
        _Resolver.add_implicit_resolver(_tag, _pattern, _first)


class _Parser(Composer, CParser, _Resolver):  # type: ignore[misc]
    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        _Resolver.__init__(self)


def compose_quickly(text: str) -> Node | None:
    """Return the root of a document's nodes, None where the other parser is to read it.

    Raises:
        RecursionError: it is nested too deeply.
    """
    text = text.replace("\r\n", "\n")
    if _READ_DIFFERENTLY.search(text):
        return None
    parser = _Parser(text)
    try:
        return parser.get_single_node()
    except YAMLError:
        return None
    finally:
        parser.dispose()
