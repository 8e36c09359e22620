"""A city's knowledge as its files have it: every item with its place, in one form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ivr.flow.loading.known import Known, known_in
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import AnySource, Source
from ivr.flow.schema.knowledge import FaqsFile, ItemSpec, KnowledgeFile, VersionSpec
from ivr.knowledge.base import KnowledgeBase, knowledge_of
from ivr.knowledge.model import Details, Item, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item and where it is written. `is_short`: in `faqs.yaml`."""

    code: str
    spec: ItemSpec
    owner: str
    source: AnySource
    path: tuple[str, ...]
    is_short: bool = False

    def problem(self, *path: str, message: str, hint: str = "") -> Problem:
        """Return a problem of the item, at the deepest part of `path` that the file has."""
        return self.source.problem(*self.path, *path, message=message, hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeFiles:
    """The files that say what the city knows."""

    faqs: Source[FaqsFile] | None
    files: Sequence[Source[KnowledgeFile]]

    def entries(self) -> Iterator[Entry]:
        """Yield every item, those of `faqs.yaml` first; a code may come twice."""
        if self.faqs is not None:
            for code, faq in self.faqs.value.faqs.items():
                version = VersionSpec.model_construct(answer=faq.answer)
                yield Entry(
                    code=code,
                    spec=ItemSpec.model_construct(
                        title=faq.title, number=faq.number, words=faq.words, versions=[version]
                    ),
                    owner="",
                    source=self.faqs,
                    path=("faqs", code),
                    is_short=True,
                )
        for source in self.files:
            for code, spec in source.value.items.items():
                yield Entry(
                    code=code,
                    spec=spec,
                    owner=spec.owner or source.value.owner or "",
                    source=source,
                    path=("items", code),
                )

    def sources(self) -> tuple[AnySource, ...]:
        """Return every file."""
        return (*((self.faqs,) if self.faqs is not None else ()), *self.files)

    @property
    def is_whole(self) -> bool:
        """Whether every file could be read."""
        return not any(source.problems for source in self.sources())

    def with_gone(self, codes: Iterable[str]) -> Known:
        """Return codes together with those of items that could not be read."""
        left_out = [known_in(source, "items") for source in self.files]
        if self.faqs is not None:
            left_out.append(known_in(self.faqs, "faqs"))
        names = (code for each in left_out for code in each)
        return Known((*codes, *names), is_open=any(each.is_open for each in left_out))

    def codes(self) -> frozenset[str]:
        """Return every code that can be answered, on whatever day."""
        return frozenset(entry.code for entry in self.entries() if entry.spec.versions)


def compile_knowledge(files: KnowledgeFiles) -> KnowledgeBase:
    """Build the knowledge of files that have been checked."""
    return knowledge_of(item_of(entry) for entry in files.entries())


def item_of(entry: Entry) -> Item:
    """Return the item that is written there."""
    spec = entry.spec
    return Item(
        code=entry.code,
        title=spec.title,
        parent=spec.parent,
        words={tag: tuple(words) for tag, words in spec.words.items()},
        owner=entry.owner,
        own_number=spec.number or "",
        versions=tuple(_version(each) for each in spec.versions),
        changed_on=spec.changed_on,
        reviewed_on=spec.reviewed_on,
        review_by=spec.review_by,
    )


def _version(spec: VersionSpec) -> Version:
    return Version(
        number=spec.version,
        answer=spec.answer,
        desk=spec.desk or {},
        since=spec.since,
        until=spec.until,
        approved_by=spec.approved_by or "",
        details=Details(
            legal_basis=spec.legal_basis or "",
            agency=spec.agency or "",
            duty=spec.duty or "",
            method=spec.method or "",
            procedure=tuple(spec.procedure),
            documents=tuple(spec.documents),
            situation=spec.situation or "",
        ),
    )
