"""Names of one kind, those included of what could not be read.

What could not be read is told where it is written. Whoever refers to it is not at fault, so its
name counts; and where it is not known what else there is, every name does.
"""

from collections.abc import Collection, Iterable, Iterator

from ivr.flow.loading.source import AnySource


class Known(Collection[str]):
    """Names of one kind. `is_open`: there may be others, and each name is taken for one."""

    def __init__(self, names: Iterable[str], *, is_open: bool = False) -> None:
        """Keep the names."""
        self._names = frozenset(names)
        self.is_open = is_open

    def __contains__(self, name: object) -> bool:
        """Tell whether something has this name, or may have it."""
        return name in self._names or self.is_open

    def __iter__(self) -> Iterator[str]:
        """Yield the names that are known."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many names are known."""
        return len(self._names)


def known_in(source: AnySource, section: str, standing: Iterable[str] = ()) -> Known:
    """Return the names of a file's section: what stands of it, and what was left out."""
    return Known(
        (*standing, *source.gone.entries.get(section, ())),
        is_open=section in source.gone.sections,
    )
