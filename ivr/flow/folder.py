"""A city's folder as it is on disk: every file read, nothing yet checked against another.

The folder has `city.yaml`, `faqs.yaml`, `languages.yaml`, `routing.yaml`, one `<name>.flow.yaml`
for each flow, and `sounds/<language>/<prompt>.wav` for what has been recorded.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from acd.config import RoutingFile
from ivr.flow.node_schema import FlowFile
from ivr.flow.problems import Problem, SourceErrors
from ivr.flow.schema import CityFile, FaqsFile, LanguagesFile
from ivr.flow.source import Source, load_source

FLOW_SUFFIX = ".flow.yaml"

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The sources of one city. `version` changes with any byte of them."""

    path: Path
    version: str
    city: Source[CityFile]
    faqs: Source[FaqsFile]
    languages: Source[LanguagesFile]
    routing: Source[RoutingFile]
    flows: Mapping[str, Source[FlowFile]]


def read_folder(path: Path) -> Folder:
    """Read every file of a city.

    Raises:
        SourceErrors: With the problems of all files together.
    """
    problems: list[Problem] = []

    def read(file: Path, model: type[M]) -> Source[M] | None:
        try:
            return load_source(file, model)
        except SourceErrors as errors:
            problems.extend(errors.problems)
            return None

    city = read(path / "city.yaml", CityFile)
    faqs = read(path / "faqs.yaml", FaqsFile)
    languages = read(path / "languages.yaml", LanguagesFile)
    routing = read(path / "routing.yaml", RoutingFile)
    files = sorted(path.glob(f"*{FLOW_SUFFIX}"))
    flows = {file.name.removesuffix(FLOW_SUFFIX): read(file, FlowFile) for file in files}
    whole = {name: flow for name, flow in flows.items() if flow is not None}
    if not files:
        problems.append(
            Problem(
                file=str(path),
                line=1,
                column=1,
                field="",
                message="the folder has no call flow",
                hint=f"add main{FLOW_SUFFIX}",
            )
        )
    if city is None or faqs is None or languages is None or routing is None or problems:
        raise SourceErrors(problems)
    return Folder(
        path=path,
        version=_version(path),
        city=city,
        faqs=faqs,
        languages=languages,
        routing=routing,
        flows=whole,
    )


def _version(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.yaml")):
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]
