"""This installation's own secrets: made once, kept in a file only its owner reads."""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Self

from hotline.errors import SettingsError


class Secrets:
    """The AMI secret, the desk's token and the password of each telephone."""

    def __init__(self, path: Path, values: dict[str, str]) -> None:
        self._path = path
        self._values = values

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the file, or begin an empty one.

        Raises:
            SettingsError: the file cannot be read or is damaged.
        """
        return cls(path, _read(path))

    @property
    def ami(self) -> str:
        """The secret of the AMI user."""
        return self._get("ami")

    @property
    def desk(self) -> str:
        """The bearer token of the desk's API."""
        return self._get("desk")

    @property
    def dial_test_caller(self) -> str:
        """The calling number of test calls: who knows it can keep a call out of the figures."""
        token = hashlib.sha256(self._get("dialtest").encode()).hexdigest()
        return f"dialtest{token[:16]}"

    def device(self, name: str) -> str:
        """The SIP password of a telephone."""
        return self._get(f"device:{name}")

    def devices(self, names: Iterable[str]) -> dict[str, str]:
        """The SIP passwords of many telephones, by name; new ones are written at once."""
        keys = {name: f"device:{name}" for name in names}
        self._make(keys.values())
        return {name: self._values[key] for name, key in keys.items()}

    def vendor_pin(self, vendor: str) -> str | None:
        """The PIN of an interpreting vendor, None if nobody has put it there."""
        return self._values.get(f"vendor:{vendor}")

    def _get(self, key: str) -> str:
        self._make((key,))
        return self._values[key]

    def _make(self, keys: Collection[str]) -> None:
        """Make the secrets that are not there yet."""
        if self._values.keys() >= set(keys):
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.with_suffix(".lock").open("w") as lock:
                # Processes that start at the same time are to make one secret, not two.
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._values = _read(self._path)
                if lacking := [key for key in keys if key not in self._values]:
                    self._values |= {key: secrets.token_urlsafe(18) for key in lacking}
                    self._save()
        except OSError as error:
            raise SettingsError(f"cannot write {self._path}: {error.strerror}") from error

    def _save(self) -> None:
        temporary = self._path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._values, file, indent=1, sort_keys=True)
        temporary.replace(self._path)


def _read(path: Path) -> dict[str, str]:
    try:
        values = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read the secrets in {path}: {error}") from error
    if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
        raise SettingsError(f"cannot read the secrets in {path}: not an object of strings")
    return values
