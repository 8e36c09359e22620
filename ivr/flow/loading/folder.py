"""A city's folder as it is on disk: every file read, nothing yet checked against another.

The folder has `city.yaml`, `languages.yaml`, `routing.yaml`, one `<name>.flow.yaml` for each flow,
`sounds/<language>/<prompt>.wav` for what has been recorded, the tables of
`ivr.flow.loading.number_files`, and what the city knows: `faqs.yaml`, the YAML files of
`knowledge/`, or both.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from acd.plan.file import RoutingFile
from ivr.flow.loading.knowledge_files import KnowledgeFiles
from ivr.flow.loading.number_files import TABLES, NumberFiles, number_files, read_tables
from ivr.flow.loading.problems import Problem, SourceErrors
from ivr.flow.loading.source import Source, load_source
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.knowledge import FaqsFile, KnowledgeFile
from ivr.flow.schema.languages import LanguagesFile
from ivr.flow.schema.nodes import FlowFile

FLOW_SUFFIX = ".flow.yaml"
KNOWLEDGE = "knowledge"
SOUNDS = "sounds"
TEST_SUFFIX = ".test.yaml"
"""Golden transcripts: calls as they must go, see `ivr.flow.rehearsal`."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The sources of one city.

    `version` changes with any byte of them, or of a recording; tests are no part of it.
    """

    path: Path
    version: str
    city: Source[CityFile]
    knowledge: KnowledgeFiles
    languages: Source[LanguagesFile]
    routing: Source[RoutingFile]
    numbers: NumberFiles
    flows: Mapping[str, Source[FlowFile]]

    @property
    def zone(self) -> ZoneInfo:
        """The city's clock."""
        return ZoneInfo(self.city.value.zone)


def read_folder(path: Path) -> Folder:
    """Read every file of a city.

    Raises:
        SourceErrors: With the problems of all files together.
    """
    if not path.is_dir():
        nowhere = Problem(
            file=str(path), line=1, column=1, field="", message="there is no such folder"
        )
        raise SourceErrors([nowhere])
    misnamed = _misnamed(path)
    problems = [_to_rename(file) for file in misnamed]
    meant = {_in_yaml(file) for file in misnamed}

    def read(file: Path, model: type[M]) -> Source[M] | None:
        if file in meant and not file.exists():
            return None
        try:
            return load_source(file, model)
        except SourceErrors as errors:
            problems.extend(errors.problems)
            return None

    city = read(path / "city.yaml", CityFile)
    languages = read(path / "languages.yaml", LanguagesFile)
    routing = read(path / "routing.yaml", RoutingFile)
    tables = None
    try:
        tables = read_tables(path)
    except SourceErrors as errors:
        problems.extend(errors.problems)
    files = sorted(path.glob(f"*{FLOW_SUFFIX}"))
    known = sorted((path / KNOWLEDGE).rglob("*.yaml"))
    # Without any other file of knowledge the questions are missed like a file that must be there.
    has_faqs = not known or (path / "faqs.yaml").exists()
    faqs = read(path / "faqs.yaml", FaqsFile) if has_faqs else None
    knowledge = [read(file, KnowledgeFile) for file in known]
    flows = {file.name.removesuffix(FLOW_SUFFIX): read(file, FlowFile) for file in files}
    whole = {name: flow for name, flow in flows.items() if flow is not None}
    if not any(file.name.endswith(FLOW_SUFFIX) for file in (*files, *meant)):
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
    if problems or not (city and languages and routing and tables):
        raise SourceErrors(problems)
    return Folder(
        path=path,
        version=version_of(path),
        city=city,
        knowledge=KnowledgeFiles(
            faqs=faqs, files=[source for source in knowledge if source is not None]
        ),
        languages=languages,
        routing=routing,
        numbers=number_files(city, tables),
        flows=whole,
    )


def _misnamed(path: Path) -> list[Path]:
    """Return the files of YAML whose names end otherwise than in `.yaml`: nothing reads them."""
    files = (*path.glob("*"), *(path / KNOWLEDGE).rglob("*"))
    return sorted(
        file
        for file in files
        if file.suffix != ".yaml"
        and file.suffix.lower() in (".yml", ".yaml")
        and not file.name.startswith(".")
        and file.is_file()
    )


def _in_yaml(file: Path) -> Path:
    return file.with_suffix(".yaml")


def _to_rename(file: Path) -> Problem:
    right = _in_yaml(file)
    both = f"{right.name} is there too: keep one of them"
    return Problem(
        file=str(file),
        line=1,
        column=1,
        field="",
        message="is not read: the names of a city's files end in .yaml",
        hint=both if right.exists() else f"rename it to {right.name}",
    )


def source_files(path: Path) -> tuple[Path, ...]:
    """Return the files that are written by hand and that calls rest on; tests are not."""
    tables = [path / name for name in TABLES if (path / name).exists()]
    files = (*path.glob("*.yaml"), *(path / KNOWLEDGE).rglob("*.yaml"), *tables)
    return tuple(sorted(file for file in files if not file.name.endswith(TEST_SUFFIX)))


def recordings(path: Path) -> tuple[Path, ...]:
    """Return the recorded prompts."""
    files = (path / SOUNDS).rglob("*")
    return tuple(sorted(f for f in files if f.is_file() and not f.name.startswith(".")))


def version_of(path: Path) -> str:
    """Return a short hash over all files of a city, their names included."""
    digest = hashlib.sha256()
    for file in (*source_files(path), *recordings(path)):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(path).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]
