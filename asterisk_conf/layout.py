"""Where everything lies below the run directory."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The paths below `run_dir`; nothing outside it is written, recordings excepted."""

    run_dir: Path

    @property
    def etc(self) -> Path:
        """The rendered configuration."""
        return self.run_dir / "etc"

    @property
    def main_conf(self) -> Path:
        """The file that `-C` names; Asterisk falls back to /etc if it is not absolute."""
        return self.etc / "asterisk.conf"

    @property
    def run(self) -> Path:
        """The pid file and the control socket."""
        return self.run_dir / "run"

    @property
    def pid_file(self) -> Path:
        """Written by Asterisk itself."""
        return self.run / "asterisk.pid"

    @property
    def control_socket(self) -> Path:
        """The console's socket."""
        return self.run / "asterisk.ctl"

    @property
    def log(self) -> Path:
        """The logs' folder."""
        return self.run_dir / "log"

    @property
    def messages_log(self) -> Path:
        """Notices, warnings and errors."""
        return self.log / "messages.log"

    @property
    def console_log(self) -> Path:
        """What Asterisk prints before its logger is up, and when it crashes."""
        return self.log / "console.log"

    @property
    def data(self) -> Path:
        """Sounds, and links to the documentation that Asterisk reads at start."""
        return self.run_dir / "data"

    @property
    def outage_sounds(self) -> Path:
        """The messages for when the controller is away."""
        return self.data / "sounds" / "hotline"

    @property
    def music(self) -> Path:
        """The synthesised music."""
        return self.data / "moh"

    @property
    def spool(self) -> Path:
        """Asterisk's spool."""
        return self.run_dir / "spool"

    @property
    def recordings(self) -> Path:
        """Recordings, unless the settings name another folder."""
        return self.run_dir / "recordings"

    @property
    def db(self) -> Path:
        """Asterisk's own small database: the registrations outlive a restart in it."""
        return self.run_dir / "db"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that has to exist."""
        return (
            *(self.etc, self.run, self.log, self.data, self.data / "agi-bin"),
            *(self.data / "sounds", self.outage_sounds, self.music, self.db),
            *(self.run_dir / "cache", self.spool, self.spool / "monitor", self.spool / "recording"),
        )
