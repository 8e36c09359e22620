"""Asking the running Asterisk through its console."""

import subprocess
from dataclasses import dataclass

from asterisk_conf.errors import ConsoleFailed
from asterisk_conf.layout import Layout
from asterisk_conf.toolchain import Toolchain

_NO_CONNECTION = "Unable to connect to remote asterisk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """One console command at a time, each by a short-lived `asterisk -rx`."""

    layout: Layout
    toolchain: Toolchain

    def ask(self, command: str, *, timeout_s: float = 10.0) -> str:
        """Return what `command` prints, without blanks at the ends.

        Raises:
            ConsoleFailed: nobody answers at the control socket, or not within `timeout_s`.
        """
        words = [*self.toolchain.command, "-C", str(self.layout.main_conf), "-rx", command]
        try:
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ConsoleFailed(
                f"Asterisk's console did not answer {command!r} within {timeout_s:g} s"
            ) from error
        except OSError as error:
            raise ConsoleFailed(f"{words[0]} cannot be run: {error.strerror}") from error
        text = done.stdout.decode(errors="replace").strip()
        if done.returncode or text.startswith(_NO_CONNECTION):
            raise ConsoleFailed(f"nobody answers at {self.layout.control_socket}")
        return text
