"""The city that a command is about: the folder that is named, or the one of the settings."""

from pathlib import Path
from typing import Any

import click

from hotline.settings import load_settings


def city_argument(function: Any) -> Any:
    """Give a command the optional argument CITY."""
    return click.argument(
        "city",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        required=False,
    )(function)


def city_folder(city: Path | None) -> Path:
    """Return the folder that is meant."""
    return city if city is not None else load_settings().city
