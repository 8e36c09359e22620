"""What holds for all tests."""

from pathlib import Path

import pytest
from hypothesis import settings

# A deadline measures what else the machine does.
settings.register_profile("hotline", deadline=None)
settings.load_profile("hotline")

_HERE = Path(__file__).parent
# The longest files first. Audio in real time wants a processor that is not taken by a search for
# counter-examples, so all of these run before the rest.
_REAL_TIME = ("faults", "calls", "softphone", "asterisk_conf")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what listens to real calls first."""

    def turn(item: pytest.Item) -> int:
        folder = item.path.relative_to(_HERE).parts[0] if item.path.is_relative_to(_HERE) else ""
        return _REAL_TIME.index(folder) if folder in _REAL_TIME else len(_REAL_TIME)

    items.sort(key=turn)
