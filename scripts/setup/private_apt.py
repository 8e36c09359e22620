"""A private view of the package archive: other releases, no root, nothing of the system touched.

The mirror is the one that the machine's own apt uses; only the release differs. Every file is
checked by apt against the archive's signed index.
"""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from scripts.setup import console
from scripts.setup.errors import CommandFailed, Unsupported

KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)


class PrivateApt:
    """apt with its own sources, lists and (empty) installed state, in a temporary folder."""

    def __init__(self, *, packages: tuple[str, ...] = (), sources: tuple[str, ...] = ()) -> None:
        """Ask for the binary packages and the source packages of these releases."""
        self._lines = [("deb", release) for release in packages]
        self._lines += [("deb-src", release) for release in sources]

    def __enter__(self) -> Self:
        """Fetch the indexes of the archive."""
        self._folder = tempfile.TemporaryDirectory(prefix="hotline-apt-")
        root = Path(self._folder.name)
        (root / "lists/partial").mkdir(parents=True)
        (root / "cache/archives/partial").mkdir(parents=True)
        (root / "status").touch()
        keyring = next((path for path in KEYRINGS if path.exists()), None)
        if keyring is None:
            raise Unsupported("The keys of the Debian archive are not on this machine.")
        arch = architecture()
        # A copy of sid on a mirror can be past the date to which its index is valid.
        options = f"arch={arch} signed-by={keyring} check-valid-until=no"
        (root / "sources.list").write_text(
            "".join(f"{kind} [{options}] {mirror()} {name} main\n" for kind, name in self._lines)
        )
        (root / "apt.conf").write_text(
            f'Dir::State "{root}"; Dir::State::Lists "{root}/lists";\n'
            f'Dir::State::status "{root}/status"; Dir::Cache "{root}/cache";\n'
            f'Dir::Etc::sourcelist "{root}/sources.list"; Dir::Etc::sourceparts "/dev/null";\n'
            'Dir::Etc::preferencesparts "/dev/null"; Dir::Etc::parts "/dev/null";\n'
            'Dir::Etc::main "/dev/null"; Dir::Etc::preferences "/dev/null";\n'
            f'APT::Architecture "{arch}"; APT::Architectures {{ "{arch}"; }};\n'
            'APT::Sandbox::User ""; Acquire::Languages "none"; Acquire::Retries "3";\n'
            'Acquire::GzipIndexes "true"; APT::Install-Recommends "false";\n'
            'Debug::NoLocking "true";\n'
        )
        self._env = {"APT_CONFIG": str(root / "apt.conf"), "LC_ALL": "C"}
        self._log = console.log_path("apt")
        console.run(["apt-get", "update", "--quiet"], log=self._log, env=self._env)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the indexes."""
        self._folder.cleanup()

    def version(self, package: str) -> str:
        """Return the version of ``package`` that would be installed, or "" when there is none."""
        text = console.capture(["apt-cache", "policy", package], env=self._env)
        found = re.search(r"Candidate: (\S+)", text)
        return found[1] if found and found[1] != "(none)" else ""

    def closure(self, *packages: str) -> list[str]:
        """Return the names of ``packages`` and of everything they depend on."""
        text = console.capture(
            ["apt-get", "install", "--print-uris", "--quiet=2", "--yes", *packages], env=self._env
        )
        return re.findall(r"^'[^']+' ([^_\s]+)_\S+\.deb ", text, re.MULTILINE)

    def download(self, packages: list[str], folder: Path) -> list[Path]:
        """Download the binary packages into ``folder`` and return the files."""
        folder.mkdir(parents=True, exist_ok=True)
        console.run(
            ["apt-get", "download", "--quiet", *packages],
            log=self._log,
            env=self._env,
            cwd=folder,
        )
        return sorted(folder.glob("*.deb"))

    def download_source(self, package: str, folder: Path) -> list[Path]:
        """Download the files of the source package into ``folder`` and return them.

        ``package`` may name the release as well: ``name/release``.
        """
        folder.mkdir(parents=True, exist_ok=True)
        console.run(
            ["apt-get", "source", "--download-only", "--only-source", "--quiet", package],
            log=self._log,
            env=self._env,
            cwd=folder,
        )
        return sorted(folder.iterdir())


def unpack(deb: Path, root: Path) -> None:
    """Unpack a binary package below ``root``; none of its scripts is run."""
    console.capture(["dpkg-deb", "--extract", deb, root])


@cache
def architecture() -> str:
    """Return Debian's name of this machine's architecture."""
    return console.capture(["dpkg", "--print-architecture"]).strip()


@cache
def mirror() -> str:
    """Return the base address of the Debian archive that this machine's apt uses."""
    env = {"LC_ALL": "C"}
    try:
        options = ["--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"]
        listing = console.capture(["apt-get", "indextargets", *options], env=env)
        found = re.findall(r"^Debian (\S+)$", listing, re.MULTILINE)
        if not found:
            # Without package lists there are no targets; the sources are still known.
            options = ["--print-uris", "-o", "Debug::NoLocking=true"]
            listing = console.capture(["apt-get", "update", *options], env=env)
            found = re.findall(r"^'([^']+/)dists/[^']+/InRelease'", listing, re.MULTILINE)
    except CommandFailed as error:
        raise Unsupported(f"apt does not work on this machine: {error}") from error
    main = [address for address in found if "debian-security" not in address]
    if not main:
        raise Unsupported("This machine's apt has no source of the Debian archive.")
    return str(main[0])
