from pathlib import Path

import pytest

from ivr.flow.profile import Profile
from tests.flow.driver import Phone
from tests.flow.small_city import small_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    folder: Path = tmp_path_factory.mktemp("city")
    return small_city(folder)


@pytest.fixture
def phone(city: Profile) -> Phone:
    return Phone(city, "noise")
