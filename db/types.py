"""Column types that take whatever a telephone line can produce."""

import math
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Double, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


def utc(at: float) -> datetime:
    """Return epoch seconds as an aware datetime, to the microsecond."""
    return datetime.fromtimestamp(at, UTC)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. SQLite keeps no zone: it is taken off and put back on."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn it into UTC; a naive datetime is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it aware, in UTC, whatever zone the connection speaks."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Whole(TypeDecorator[int]):
    """A whole number; one that its column cannot hold is kept as the nearest that it can."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, *, bits: int = 64) -> None:
        """Store 64 bits, or 32."""
        super().__init__()
        self.bits = bits

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """Return the column's own type."""
        return dialect.type_descriptor(BigInteger() if self.bits > 32 else Integer())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Bring it within the bounds."""
        most = 2 ** (self.bits - 1) - 1
        return None if value is None else max(-most, min(value, most))


def storable(text: str) -> str:
    """Replace what no database takes, NUL and lone surrogates, by U+FFFD.

    A caller's name comes off the wire as it likes. The ledger's JSON keeps it unchanged.
    """
    return (
        text.replace("\0", "\ufffd")
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
    )


class CleanText(TypeDecorator[str]):
    """Text in which unstorable characters are replaced, cut to `limit` characters if there is one.

    A limit keeps a value within what PostgreSQL can index.
    """

    impl = Text
    cache_ok = True

    def __init__(self, limit: int | None = None) -> None:
        """Cut at `limit` characters; None for no limit."""
        super().__init__()
        self.limit = limit

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean it on the way in, in comparisons too."""
        return None if value is None else storable(value[: self.limit])


class Real(TypeDecorator[float]):
    """A finite number. What is not a number is stored as 0; the ledger keeps it as it came."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        """SQLite would turn NaN into NULL."""
        return 0.0 if value is not None and not math.isfinite(value) else value
