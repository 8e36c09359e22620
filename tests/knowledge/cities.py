"""The small city of the flows, with knowledge in a folder of its own."""

from pathlib import Path
from shutil import copy

import pytest

from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile, load_profile
from tests.flow.small_city import write_city

MEDICAL = Path(__file__).with_name("medical.yaml")
_MORE = "  so: {name"
_CHINESE = "  zh: {name: Chinese, native_name: 中文, words: [一, 二, 三]}\n" + _MORE


def city_with(folder: Path, **files: str) -> Path:
    """Write the city with `knowledge/<name>.yaml` for each of `files`."""
    write_city(folder, languages=(_MORE, _CHINESE))
    (folder / "knowledge").mkdir()
    for name, text in files.items():
        (folder / "knowledge" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def medical_city(folder: Path) -> Profile:
    """Write the city with the tree of YB-TJ-1 and load it."""
    city_with(folder)
    copy(MEDICAL, folder / "knowledge")
    return load_profile(folder)


def problems_of(folder: Path) -> list[str]:
    """Return what is wrong with the city, each problem without the folder's path."""
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]
