"""Writes docs/files.md: what a city's files beside the flows may say, from their models.

Run as ``python -m scripts.files_doc``; with ``--check`` it only says whether the file is current.
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from acd.plan.part import Part
from ivr.flow.schema.fields import File
from ivr.flow.schema.json_schema import MODELS
from scripts.document import write_or_check
from scripts.model_tables import fields, models_below, title

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "files.md"
KINDS = ("city", "languages", "routing", "faqs")

_INTRODUCTION = """\
# The files of a city

Written by `python -m scripts.files_doc` from the models that `hotline flow lint` checks with. The
flows have [their own language](flows.md); the smallest city is in [cities.md](cities.md).

A text is given in every first-line language of `city.yaml`, `{en: ..., es: ...}`. A telephone
number or a key is text and may be left unquoted; `yes` and `no` as names are written in quotation
marks. Where the last column says *an error* the field must be given.
"""


def document() -> str:
    """Return the text of docs/files.md."""
    parts = [_INTRODUCTION]
    parts += [f"- [`{kind}.yaml`](#{kind}yaml)" for kind in KINDS]
    parts.append("")
    for kind in KINDS:
        parts += [f"## {kind}.yaml", ""]
        parts += [_about(MODELS[kind]), "", *fields(MODELS[kind])]
        for below in models_below(MODELS[kind]):
            parts += [f"**{title(below)}**: {_about(below)}", "", *fields(below)]
    return "\n".join(parts).rstrip() + "\n"


def _about(model: type[BaseModel]) -> str:
    """Return what a model says of itself, and what those say that it extends."""
    return "\n\n".join(_told(model))


def _told(model: type[BaseModel]) -> Iterator[str]:
    for kind in model.__mro__:
        if issubclass(kind, BaseModel) and kind not in (BaseModel, File, Part):
            yield inspect.cleandoc(kind.__doc__ or "")


def main() -> int:
    """Write the file, or check it."""
    return write_or_check(DOCUMENT, document())


if __name__ == "__main__":
    sys.exit(main())
