"""A city's folder as it is on disk: every file read, nothing yet checked against another.

The folder has `city.yaml`, `languages.yaml`, `routing.yaml`, one `<name>.flow.yaml` for each flow,
`sounds/<language>/<prompt>.wav` for what has been recorded, the tables of
`ivr.flow.loading.number_files`, and what the city knows: `faqs.yaml`, the YAML files of
`knowledge/`, or both.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from acd.plan.file import RoutingFile
from ivr.flow.loading.knowledge_files import KnowledgeFiles
from ivr.flow.loading.least import LEAST
from ivr.flow.loading.names import Names
from ivr.flow.loading.number_files import TABLES, NumberFiles, number_files, read_tables
from ivr.flow.loading.problems import Problem, SourceErrors, did_you_mean
from ivr.flow.loading.source import Source, read_source
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.knowledge import FaqsFile, KnowledgeFile
from ivr.flow.schema.languages import LanguagesFile
from ivr.flow.schema.nodes import FlowFile

FLOW_SUFFIX = ".flow.yaml"
KNOWLEDGE = "knowledge"
SOUNDS = "sounds"
TEST_SUFFIX = ".test.yaml"
_FILES = ("city.yaml", "faqs.yaml", "languages.yaml", "routing.yaml")
"""Golden transcripts: calls as they must go, see `ivr.flow.rehearsal`."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Folder:
    """The sources of one city.

    `version` changes with any byte of them, or of a recording; tests are no part of it. With
    `problems` it is what stands of them, to be checked and not to be served.
    """

    path: Path
    version: str
    city: Source[CityFile]
    knowledge: KnowledgeFiles
    languages: Source[LanguagesFile]
    routing: Source[RoutingFile]
    numbers: NumberFiles
    flows: Mapping[str, Source[FlowFile]]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def names(self) -> Names:
        """The names that its files may refer to."""
        return Names(
            city=self.city,
            languages_file=self.languages,
            routing=self.routing,
            knowledge=self.knowledge,
            flows=self.flows,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The city's clock."""
        return ZoneInfo(self.city.value.zone)


def read_folder(path: Path) -> Folder:
    """Read every file of a city and keep what stands of each.

    Raises:
        SourceErrors: there is no such folder.
    """
    if not path.is_dir():
        raise SourceErrors([_of_whole(path, "there is no such folder")])
    misnamed = _misnamed(path)
    problems = [_to_rename(file) for file in misnamed]
    meant = {_in_yaml(file) for file in misnamed}

    def read(file: Path, model: type[M]) -> Source[M]:
        source = read_source(file, model, LEAST[model])
        if not (file in meant and not file.exists()):
            problems.extend(source.problems)
        return source

    city = read(path / "city.yaml", CityFile)
    languages = read(path / "languages.yaml", LanguagesFile)
    routing = read(path / "routing.yaml", RoutingFile)
    tables = read_tables(path)
    problems += [problem for table in tables.sources() for problem in table.problems]
    files = {*path.glob(f"*{FLOW_SUFFIX}"), *(m for m in meant if m.name.endswith(FLOW_SUFFIX))}
    in_folder = (file for file in meant if file.is_relative_to(path / KNOWLEDGE))
    known = sorted({*(path / KNOWLEDGE).rglob("*.yaml"), *in_folder})
    # Without any other file of knowledge the questions are missed like a file that must be there.
    has_faqs = not known or (path / "faqs.yaml").exists() or path / "faqs.yaml" in meant
    faqs = read(path / "faqs.yaml", FaqsFile) if has_faqs else None
    knowledge = [read(file, KnowledgeFile) for file in known]
    flows = {file.name.removesuffix(FLOW_SUFFIX): read(file, FlowFile) for file in sorted(files)}
    if not flows:
        hint = f"add main{FLOW_SUFFIX}"
        problems.append(_of_whole(path, "the folder has no call flow", hint))
    return Folder(
        path=path,
        version=version_of(path),
        city=city,
        knowledge=KnowledgeFiles(faqs=faqs, files=knowledge),
        languages=languages,
        routing=routing,
        numbers=number_files(city, tables),
        flows=flows,
        problems=tuple(problems),
    )


def whole_folder(path: Path) -> Folder:
    """Read every file of a city.

    Raises:
        SourceErrors: With the problems of all files together.
    """
    folder = read_folder(path)
    if folder.problems:
        raise SourceErrors(folder.problems)
    return folder


def _of_whole(path: Path, message: str, hint: str = "") -> Problem:
    return Problem(file=str(path), line=1, column=1, field="", message=message, hint=hint)


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
    message = "is not read: the names of a city's files end in .yaml"
    return _of_whole(file, message, both if right.exists() else f"rename it to {right.name}")


def unread_files(path: Path) -> Iterator[Problem]:
    """Report files of YAML that nothing reads: misspelt, in a folder of another name, or left."""
    for file in sorted(path.rglob("*.yaml")):
        *above, name = file.relative_to(path).parts
        if any(part.startswith(".") for part in (*above, name)) or above[:1] == [KNOWLEDGE]:
            continue
        if not above and (name in _FILES or name.endswith((FLOW_SUFFIX, TEST_SUFFIX))):
            continue
        stem = name.partition(".")[0]
        near = [KNOWLEDGE] if above else [*_FILES, stem + FLOW_SUFFIX, stem + TEST_SUFFIX]
        yield _of_whole(file, "is not read", did_you_mean(above[0] if above else name, near))


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
