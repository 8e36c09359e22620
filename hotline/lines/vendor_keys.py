"""What is pressed on the line of an interpreting vendor, the secret PIN among it.

The PIN of a vendor is in the variable `HOTLINE_PIN_<NAME>` (capitals, `_` for anything that is no
letter or digit), or under `vendor:<name>` in the secrets of the installation. It is read when it is
dialled, so that a new one needs no restart, and it is in no log and no record.
"""

import math
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from acd.plan.vendors import OutsideLine, Vendor
from hotline.errors import SettingsError
from hotline.secrets_file import Secrets

_PIN = re.compile(r"[0-9*#]{1,32}", re.ASCII)
_PAUSE_S = 0.5


class VendorPins:
    """The PINs of this installation's vendors, kept in `secrets_path` or the environment."""

    def __init__(self, secrets_path: Path) -> None:
        self._path = secrets_path

    def of(self, vendor: str) -> str:
        """Return a vendor's PIN.

        Raises:
            SettingsError: there is none, or it is not made of keys.
        """
        variable = pin_variable(vendor)
        pin = os.environ.get(variable) or Secrets.open(self._path).vendor_pin(vendor)
        if pin is None:
            raise SettingsError(
                f"vendor {vendor} wants a PIN and none is known: set {variable}, "
                f"or vendor:{vendor} in {self._path}"
            )
        if not _PIN.fullmatch(pin):
            raise SettingsError(f"the PIN of vendor {vendor} is not made of the keys 0-9 * #")
        return pin

    def lacking(self, vendors: Iterable[Vendor]) -> Iterator[str]:
        """Say for each vendor that wants a PIN and has none what to do about it."""
        for vendor in vendors:
            if any(step.pin for step in vendor.steps):
                try:
                    self.of(vendor.name)
                except SettingsError as error:
                    yield str(error)

    def keys(self, line: OutsideLine) -> str:
        """Return what to press, with a `w` for each half second of pause.

        Raises:
            SettingsError: the PIN is wanted and there is none.
        """
        parts: list[str] = []
        for step in line.steps:
            parts.append("w" * math.ceil(step.wait_s / _PAUSE_S))
            parts.append(self.of(line.vendor) if step.pin else step.keys)
        return "".join(parts)


def pin_variable(vendor: str) -> str:
    """Return the name of the environment variable for a vendor's PIN."""
    return "HOTLINE_PIN_" + re.sub(r"[^A-Z0-9]", "_", vendor.upper())
