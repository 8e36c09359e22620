"""What a measurement returns, for the table and for `--json`."""

from dataclasses import dataclass, field

from bench.statistics import Summary, ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One quantity in `unit`, ours and the peer's; without a peer it stands for itself."""

    what: str
    unit: str
    ours: Summary
    peer: Summary | None = None

    @property
    def ratio(self) -> float | None:
        """Our median divided by the peer's."""
        return None if self.peer is None else ratio(self.ours.median, self.peer.median)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Details behind a row."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `method` says what was done, `notes` what to know before quoting it."""

    name: str
    title: str
    peer: str
    method: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = field(default=())
