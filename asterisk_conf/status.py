"""What is known of our Asterisk at one moment."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskStatus:
    """`channels` counts call legs; all but `running` are None while it is down or silent."""

    running: bool
    pid: int | None = None
    uptime_s: int | None = None
    version: str | None = None
    channels: int | None = None

    def as_dict(self) -> dict[str, bool | int | str | None]:
        """Return the fields by name, for JSON."""
        return asdict(self)
