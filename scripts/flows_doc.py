"""Writes docs/flows.md: the language of flows, from its models and from flows that are tested.

Run as ``python -m scripts.flows_doc``; with ``--check`` it only says whether the file is current.
"""

import inspect
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from ivr.flow.expression import lexer, parser
from ivr.flow.expression.functions import FUNCTIONS
from ivr.flow.expression.template import MANNERS
from ivr.flow.expression.values import KNOWN_OF_A_CALL
from ivr.flow.loading.source import load_source
from ivr.flow.proof.counting import MOST_ROUNDS
from ivr.flow.schema import nodes as spec
from scripts.document import write_or_check
from scripts.model_tables import fields, models_below, title

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "flows.md"
EXAMPLES = ROOT / "flows" / "examples"

KINDS: tuple[type[BaseModel], ...] = get_args(get_args(spec.NodeSpec)[0])

_INTRODUCTION = """\
# The language of flows

Written by `python -m scripts.flows_doc` from the models in `ivr/flow/` and from the city in
`flows/examples/`, which `hotline flow lint flows/examples` checks.

A city's folder has one `<name>.flow.yaml` for each flow: the node where it starts, and the nodes
by name. Every node has a `type`; fields that name another node say where the call goes. A text is
given in every first-line language of `city.yaml`, `{en: ..., es: ...}`, and lint reports a missing
one. The keys and words for an emergency and for a person, also in `city.yaml`, work in every node;
a key, or the first sound of speech, cuts a prompt short. Wrong keys that follow one another within
a second are one mistake, so that the apology is heard before the next is made.
"""

_VARIABLES = """\
## Variables, formulas, texts with variables

A variable belongs to the call; `set`, `ask` and `survey` set it, all flows of the city share it,
and it has one type everywhere. What nobody has set is *not known*: every comparison with it is
false, and in a text it is left out. `branch` and `set` take formulas:

```
{grammar}
```

Text is written in quotation marks, and what a caller keyed is text. `date("2026-12-24")` and
`time("08:30")` are days and times. A formula has at most {length} characters and {parts} parts.
Wrong types and unknown names are reported with line and column.
"""

LOOP = """\
begin:
  type: set
  values: {tries: 0}
  next: which

which:
  type: menu
  prompt: {en: Which one?, es: ¿Cuál?}
  options:
    first: {key: "1", goto: person}
  fallback: count

count:
  type: set
  values: {tries: tries + 1}
  next: enough

enough:
  type: branch
  cases:
    - {when: tries < 3, goto: which}
  otherwise: person
"""

_LOOPS = f"""\
## Loops

A way may lead back to where the call has been. What is not let through is a circle in which a
caller who does nothing goes round for ever. Two kinds are good: one that a caller walks by what
they choose, such as a menu that an answer leads back to, and one that counts. There a number is
set before the circle and added to in it, and a branch leads out by `<`, `<=`, `>` or `>=` within
{MOST_ROUNDS} rounds:

```yaml
{LOOP}```
"""


def document() -> str:
    """Return the text of docs/flows.md."""
    parts = [_INTRODUCTION]
    parts += [f"- [`{_type(kind)}`](#{_type(kind)}): {_summary(kind)}" for kind in KINDS]
    parts += ["", *_formulas(), _LOOPS]
    examples = _examples()
    for kind in KINDS:
        parts += _section(kind, examples[_type(kind)])
    return "\n".join(parts).rstrip() + "\n"


def _formulas() -> Iterator[str]:
    grammar = inspect.cleandoc(parser.__doc__ or "").split("\n\n", 1)[1]
    text = _VARIABLES.replace("{grammar}", textwrap.dedent(grammar))
    yield text.replace("{length}", str(lexer.MAX_LENGTH)).replace("{parts}", str(parser.MAX_PARTS))
    yield from ("| name | type | meaning |", "|---|---|---|")
    for name, (kind, meaning) in KNOWN_OF_A_CALL.items():
        yield f"| `{name}` | {kind} | {meaning} |"
    yield from ("", "| function | gives | meaning |", "|---|---|---|")
    for name, function in FUNCTIONS.items():
        takes = ", ".join(str(each or "any") for each in function.takes)
        yield f"| `{name}({takes})` | {function.gives} | {function.meaning} |"
    yield ""
    yield (
        "In a text `{name}` reads a variable out in the caller's language, `{name|digits}` each "
        "digit and letter by itself, `{name|money}` a number as an amount; `{{` is a brace. "
        "A recording wins over synthesis: "
        "`sounds/<language>/digits/7.wav`, `letters/k`, `numbers/15`, `money/1204.50`, "
        "`dates/2026-12-24`, "
        "`times/08-30`. How a language says a date or an amount is in `languages.yaml`."
    )
    yield from ("", "| type | said as |", "|---|---|")
    for kind, manners in MANNERS.items():
        yield f"| {kind} | {', '.join(manners) or 'cannot be read out: use a branch'} |"
    yield ""


def _section(kind: type[BaseModel], example: str) -> Iterator[str]:
    yield from (f"## {_type(kind)}", "", inspect.cleandoc(kind.__doc__ or ""), "")
    yield from fields(kind)
    for below in models_below(kind):
        yield from (f"**{title(below)}**: {inspect.cleandoc(below.__doc__ or '')}", "")
        yield from fields(below)
    yield from ("```yaml", example, "```", "")


def _type(kind: type[BaseModel]) -> str:
    return str(get_args(kind.model_fields["type"].annotation)[0])


def _summary(kind: type[BaseModel]) -> str:
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split())


def _examples() -> dict[str, str]:
    """Return the first node of each type in the city of examples, as it is written."""
    found: dict[str, str] = {}
    for file in sorted(EXAMPLES.glob("*.flow.yaml")):
        lines = file.read_text("utf-8").splitlines()
        source = load_source(file, spec.FlowFile)
        tree = source.tree.children["nodes"].children
        begins = [node.key.line for node in tree.values()] + [len(lines) + 1]
        for name, begin, end in zip(tree, begins[:-1], begins[1:], strict=True):
            text = "\n".join(line[2:] for line in lines[begin - 1 : end - 1]).rstrip()
            found.setdefault(source.value.nodes[name].type, text)
    return found


def main() -> int:
    """Write the file, or check it."""
    return write_or_check(DOCUMENT, document())


if __name__ == "__main__":
    sys.exit(main())
