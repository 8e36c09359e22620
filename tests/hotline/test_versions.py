"""The folder as a version on record, and the version that a start serves."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from acd.staff.events import AgentEnrolled
from db.ledger import LedgerEntry
from db.models import CityFiles
from db.store import Store
from hotline.cities.start import begin, served_of
from hotline.cities.versions import Versions
from hotline.errors import NotFound, PublishError
from ivr.flow.city_events import CityEvent, VersionPublished, VersionRolledBack
from ivr.flow.loading.problems import SourceErrors
from tests.flow.small_city import write_city

NOW = 1_800_000_000.0


class Town:
    """A small city in a folder, its records, and its versions."""

    def __init__(self, folder: Path) -> None:
        self.city = folder / "town"
        self.state = folder / "var"
        self.city.mkdir()
        write_city(self.city)
        self.store = Store.open(f"sqlite:///{self.state / 'hotline.db'}")
        self.versions = Versions(self.store, city=self.city, state_dir=self.state)
        self._seq = 0

    def edit(self, old: str, new: str, name: str = "main.flow.yaml") -> None:
        file = self.city / name
        text = file.read_bytes().decode()
        assert old in text
        file.write_bytes(text.replace(old, new).encode())

    def record(self, *events: CityEvent | AgentEnrolled) -> None:
        for event in events:
            self._seq += 1
            self.store.append([LedgerEntry(boot_id="b", seq=self._seq, at=NOW, event=event)])

    def publish(self) -> int:
        draft = self.versions.draft()
        number, profile = self.versions.keep(draft, at=NOW)
        event = VersionPublished(
            version_id=number, content=profile.version, author="Sue", note="new"
        )
        self.record(*draft.enrolled, event)
        return number

    def spoil_record_of(self, number: int) -> None:
        """What was valid when it was published is not for this release of the software."""
        content = self.versions.content(number)
        folder = self.state / "city" / "versions" / content.version
        files = dict(content.files) | {"city.yaml": "name: Town\nno_longer_known: 1\n"}
        with self.store.writing() as db:
            db.execute(update(CityFiles).where(CityFiles.version_id == number).values(files=files))
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def record_prompt(town: Town, name: str, data: bytes) -> Path:
    file = town.city / "sounds" / "en" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def test_a_version_is_laid_out_with_its_recordings_as_they_were(town: Town) -> None:
    town.edit("start: pick_up\n", "start: pick_up\r\n")
    recording = record_prompt(town, "main.welcome.wav", b"first")
    first = town.publish()
    recording.write_bytes(b"second")
    town.edit("Hello.", "Good day.")
    second = town.publish()

    profiles = {number: town.versions.open(number) for number in (first, second)}
    sounds = {
        number: (profile.sounds_dir / "en" / "main.welcome.wav").read_bytes()
        for number, profile in profiles.items()
    }
    assert sounds == {first: b"first", second: b"second"}
    assert profiles[first].version != profiles[second].version
    kept = town.versions.content(first)
    assert b"pick_up\r\n" in kept.files["main.flow.yaml"].encode()
    assert profiles[first].version == kept.version


def test_files_in_folders_of_the_city_belong_to_the_version(town: Town) -> None:
    (town.city / "knowledge" / "waste").mkdir(parents=True)
    item = (
        "items:\n  trees:\n    title: {en: trees, es: árboles}\n"
        "    versions: [{answer: {en: Soon., es: Pronto.}}]\n"
    )
    (town.city / "knowledge" / "waste" / "trees.yaml").write_text(item, "utf-8")
    number = town.publish()
    assert town.versions.content(number).files["knowledge/waste/trees.yaml"] == item
    folder = town.versions.open(number).sounds_dir.parent
    assert (folder / "knowledge" / "waste" / "trees.yaml").read_text("utf-8") == item


def test_a_new_recording_alone_is_a_new_version(town: Town) -> None:
    before = town.versions.draft().profile.version
    record_prompt(town, "main.welcome.wav", b"spoken")
    assert town.versions.draft().profile.version != before


def test_a_folder_that_was_tampered_with_or_deleted_is_made_anew(town: Town) -> None:
    number = town.publish()
    folder = town.versions.open(number).sounds_dir.parent
    (folder / "main.flow.yaml").write_text("nodes: {}\n", "utf-8")
    assert town.versions.open(number).version == folder.name
    shutil.rmtree(folder)
    assert town.versions.open(number).version == folder.name


def test_a_recording_that_is_gone_leaves_the_version_with_the_spoken_text(town: Town) -> None:
    record_prompt(town, "main.welcome.wav", b"spoken")
    number = town.publish()
    shutil.rmtree(town.state / "city")
    profile = town.versions.open(number)
    assert not (profile.sounds_dir / "en" / "main.welcome.wav").exists()
    assert profile.flows["main"].nodes


def test_there_is_no_version_of_that_number(town: Town) -> None:
    with pytest.raises(NotFound, match="there is no version 3"):
        town.versions.open(3)


def test_a_state_folder_that_cannot_be_written_is_told(town: Town) -> None:
    draft = town.versions.draft()
    (town.state / "city").write_text("a file", "utf-8")
    with pytest.raises(PublishError, match="cannot be written"):
        town.versions.keep(draft, at=NOW)


# --- what a start serves -------------------------------------------------------------------------


def test_the_first_start_publishes_the_folder(town: Town) -> None:
    begun = begin(town.versions, at=NOW)
    assert begun.warning == ""
    *enrolled, event = begun.facts
    assert enrolled == [AgentEnrolled(agent_id="1001", name="Ada")]
    assert isinstance(event, VersionPublished)
    assert (event.version_id, event.content) == (1, begun.profile.version)
    town.record(*begun.facts)
    again = begin(town.versions, at=NOW)
    assert (again.facts, again.warning, again.version_id) == ((), "", 1)


def test_the_first_start_needs_a_good_folder(town: Town) -> None:
    town.edit("next: welcome", "next: nowhere")
    with pytest.raises(SourceErrors, match="nowhere"):
        begin(town.versions, at=NOW)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("next: language # edited", "`hotline flow publish` publishes it"),
        ("next: nowhere", "the folder has problems, version 1 is served: .*nowhere"),
    ],
)
def test_a_start_serves_what_was_published_and_tells_of_the_folder(
    town: Town, new: str, told: str
) -> None:
    town.publish()
    served = town.versions.draft().profile.version
    town.edit("next: language", new)
    begun = begin(town.versions, at=NOW)
    assert begun.profile.version == served
    assert begun.facts == ()
    assert re.search(told, begun.warning), begun.warning


def test_a_version_that_this_release_does_not_take_gives_way_to_the_one_before(town: Town) -> None:
    first = town.publish()
    town.edit("Hello.", "Good day.")
    second = town.publish()
    town.spoil_record_of(second)
    begun = begin(town.versions, at=NOW)
    assert begun.version_id == first
    (event,) = begun.facts
    assert isinstance(event, VersionRolledBack)
    assert (event.version_id, event.author) == (first, "hotline")
    assert begun.warning == f"version {second} cannot be loaded: {first} is served"
    town.record(*begun.facts)
    served = served_of(town.versions.all())
    assert served is not None
    assert served.version_id == first


def test_with_no_version_left_the_folder_is_served(town: Town) -> None:
    town.spoil_record_of(town.publish())
    begun = begin(town.versions, at=NOW)
    assert begun.version_id == 2
    assert begun.warning == "no version on record can be loaded: the folder is served, version 2"
