"""A city of many numbers: tables beside city.yaml."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow import commands, events
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import T0, Phone
from tests.flow.small_city import write_city

LINES = 150
AGENCIES = 83
DISTRICTS = 11

# Fills a way to an agency into the small city: the menu's first key asks for its code or name.
ASK = """
  which:
    type: ask
    into: place
    prompt: {en: Which agency?, es: ¿Qué agencia?}
    no_input: {en: Say it., es: Dígalo.}
    no_match: {en: None., es: Ninguna.}
    answer: {type: destination}
    next: connect
    fallback: person
  connect: {type: transfer, chosen: place, failed: library, closed: message, told: bye}
"""


def alias_number(index: int) -> str:
    return f"212555{index:04d}"


def write_tables(folder: Path, *, lines: list[str] | None = None) -> Path:
    """Write the big city: 150 numbers, 83 agencies, 11 districts."""
    change = ("goto: library", "goto: which")
    write_city(folder, main_flow=change)
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + ASK, "utf-8")
    city = folder / "city.yaml"
    week = 'calendars:\n  office: {week: {mon: ["08:00-18:00"]}}\n'
    city.write_text(city.read_text("utf-8") + week, "utf-8")
    rows = ["code,name", *(f"d{n},District {n}" for n in range(1, DISTRICTS + 1))]
    (folder / "districts.csv").write_text("\n".join(rows), "utf-8")
    rows = ["name,number,code,words.en,words.es,about.en,about.es,connect,calendar,districts"]
    for n in range(AGENCIES):
        words = f"agency {n}|bureau {n},agencia {n}"
        rows.append(f"agency{n},3115{n:03d},{n + 100},{words},,,,,d{n % 11 + 1}|d1")
    about = '"Call 811, before you dig.","Llame al 811, antes de cavar."'
    rows.append(f"dig,811,811,dig,cavar,{about},no,,")
    rows.append("court,5558000,800,court,corte,,,,office,")
    (folder / "agencies.csv").write_text("\n".join(rows), "utf-8")
    rows = ["number,alias,flow,language,probability,agency,district,since,until"]
    for n in range(LINES):
        language = "es,0.8" if n % 3 == 0 else ","
        rows.append(
            f"{alias_number(n)},Old number {n},main,{language},agency{n % 83},d{n % 11 + 1},,"
        )
    rows += lines or []
    (folder / "lines.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def big_city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return load_profile(write_tables(tmp_path_factory.mktemp("big")))


def test_many_numbers_agencies_and_districts_load(big_city: Profile) -> None:
    assert len(big_city.lines) == LINES + 3
    assert len(big_city.destinations) == AGENCIES + 2 + 2
    assert len(big_city.districts) == DISTRICTS
    assert big_city.destinations["agency7"].districts == ("d8", "d1")


@settings(max_examples=40, deadline=None)
@given(index=st.integers(0, LINES - 1))
def test_a_call_to_any_alias_has_it_on_record(big_city: Profile, index: int) -> None:
    phone = Phone(big_city).arrive(alias_number(index))
    (started,) = phone.all(events.CallStarted)
    assert started.alias == f"Old number {index}"
    assert started.flow == "main"
    facts = phone.machine.context
    assert facts.alias == f"Old number {index}"
    line = big_city.line_for(alias_number(index), now=T0)
    assert (line.agency, line.district) == (f"agency{index % 83}", f"d{index % 11 + 1}")
    assert line.language_hint == ("es" if index % 3 == 0 else None)


def asked(big_city: Profile) -> Phone:
    return Phone(big_city).at("menu").key("1")


def test_an_agency_of_the_table_is_reached_by_code_and_by_name(big_city: Profile) -> None:
    assert asked(big_city).key(*"107").last(commands.TransferOut).destination == "agency7"
    assert asked(big_city).said("agency82").last(commands.TransferOut).destination == "agency82"


def test_a_sister_number_that_is_only_told_of(big_city: Profile) -> None:
    phone = asked(big_city).key(*"811")
    assert phone.texts == ["Call 811, before you dig."]
    phone.heard()
    assert phone.machine.node == "bye"
    assert not phone.all(commands.TransferOut)
    assert phone.last(events.TransferPassedBy).reason == "told"


def test_a_closed_agency_is_not_dialled(big_city: Profile) -> None:
    # T0 is a Tuesday night.
    phone = asked(big_city).key(*"800")
    assert phone.machine.node == "message"
    assert phone.last(events.TransferPassedBy).reason == "closed"


def test_a_number_changes_hands_on_its_day(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path,
        lines=[
            "5557000,Parks,main,,,,,,2023-11-14",
            "5557000,Traffic,main,,,,,2023-11-15,2023-12-31",
        ],
    )
    profile = load_profile(folder)
    day = 86_400.0
    # T0 is 2023-11-14 at 23:13 in Berlin.
    assert profile.line_for("5557000", now=T0).alias == "Parks"
    assert profile.line_for("5557000", now=T0 + 0.5 * day).alias == "Traffic"
    assert profile.line_for("5557000", now=T0 + 60 * day) is profile.default_line
    assert profile.lines["5557000"][1].since == date(2023, 11, 15)


def test_any_change_of_a_table_is_another_version(tmp_path: Path) -> None:
    before = load_profile(write_tables(tmp_path)).version
    table = tmp_path / "lines.csv"
    table.write_text(table.read_text("utf-8").replace("Old number 5", "New number 5"), "utf-8")
    assert load_profile(tmp_path).version != before


@pytest.mark.parametrize(
    ("table", "row", "place", "message"),
    [
        ("lines", "2125550007,X,main,,,,,,", "lines.csv:152:1", "is at {folder}/lines.csv:9 too"),
        ("lines", "311,X,main,,,,,,", "lines.csv:152:1", "is at {folder}/city.yaml:6 too"),
        (
            "lines",
            "555,X,mian,,,,,,",
            "lines.csv:152:7: flow:",
            "unknown flow 'mian' (did you mean",
        ),
        ("lines", "555,X,main,,,agency99,,,", "lines.csv:152:14", "unknown agency 'agency99'"),
        ("lines", "555,X,main,,,,d12,,", "lines.csv:152:15", "unknown district 'd12'"),
        ("lines", "555,X,main,xx,,,,,", "lines.csv:152:12", "unknown language 'xx'"),
        ("lines", "555,X,main,es,2,,,,", "lines.csv:152:15", "probability: must be at most 1"),
        ("lines", "555,X,,,,,,,", "lines.csv:152:1", "flow: is missing"),
        ("lines", "55 5,X,main,,,,,,", "lines.csv:152:1", "number: must be a telephone number"),
        ("lines", "555,X,main,,,,,2024-02-30,", "lines.csv:152:16", "since: "),
        ("lines", "555,X,main,,,,,2024-02-02,2024-02-01", "lines.csv:152:1", "before 'since'"),
        ("lines", "555,X,main,,,,,,,more", "lines.csv:152:18", "more than the 9 cells"),
        ("lines", '555,"X,main', "lines.csv:152:5", "the quotation is never closed"),
        ("agencies", "agency3,1,,,,,,,,", "agencies.csv:87:1", "is at {folder}/agencies.csv:5 too"),
        ("agencies", "new,1,103,,,,,,,", "agencies.csv:87:7", "the code 103 is 'agency3' at"),
        ("agencies", "new,1,,,,Hello,,,,", "agencies.csv:87:10", "is missing in Spanish (es)"),
        ("agencies", "new,1,,,,,,no,,", "agencies.csv:87:1", "nothing to hear"),
        ("agencies", "new,1,,,,,,,night,", "agencies.csv:87:13", "unknown calendar 'night'"),
        ("agencies", "new,1,,,,,,,,d1|d99", "agencies.csv:87:14", "unknown district 'd99'"),
        ("districts", "d1,Again", "districts.csv:13:1", "is at {folder}/districts.csv:2 too"),
    ],
)
def test_a_mistake_is_told_with_its_row(
    tmp_path: Path, table: str, row: str, place: str, message: str
) -> None:
    write_tables(tmp_path)
    file = tmp_path / f"{table}.csv"
    file.write_text(file.read_text("utf-8").rstrip("\n") + "\n" + row, "utf-8")
    with pytest.raises(SourceErrors) as caught:
        load_profile(tmp_path)
    (told,) = caught.value.problems
    assert str(told).startswith(f"{tmp_path}/{place}"), told
    assert message.format(folder=tmp_path) in str(told)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("number,flwo", "flwo: unknown column (did you mean 'flow'?)"),
        ("number", "flow: the column is missing"),
        ("number,flow,flow", "flow: the column is there twice"),
    ],
)
def test_a_mistake_in_the_columns_is_told_once(tmp_path: Path, header: str, message: str) -> None:
    write_city(tmp_path)
    (tmp_path / "lines.csv").write_text(f"{header}\n1,main\n2,main\n", "utf-8")
    with pytest.raises(SourceErrors) as caught:
        load_profile(tmp_path)
    assert message in str(caught.value)


def test_a_table_as_spreadsheets_write_it(tmp_path: Path) -> None:
    write_city(tmp_path)
    text = '\ufeffnumber;alias;flow\r\n5557000;"Parks; ""old""\r\noffice";main\r\n;;\r\n'
    (tmp_path / "lines.csv").write_bytes(text.encode())
    (line,) = load_profile(tmp_path).lines["5557000"]
    assert line.alias.split() == ["Parks;", '"old"', "office"]


def test_a_line_says_whether_its_callers_type(tmp_path: Path) -> None:
    change = ("alias: Old Office}", "alias: Old Office, texts: true}")
    write_city(tmp_path, city=change)
    table = tmp_path / "lines.csv"
    table.write_text("number,flow,texts\n5557000,main,yes\n5557001,main,no\n5557002,main,\n")
    city = load_profile(tmp_path)
    numbers = ("5551000", "5557000", "5557001", "5557002", "311")
    assert [city.line_for(each, now=T0).texts for each in numbers] == [True, True, *[False] * 3]
    table.write_text("number,flow,texts\n5557000,main,sometimes\n", "utf-8")
    with pytest.raises(SourceErrors, match=r"lines\.csv:2:14: texts: must be true or false"):
        load_profile(tmp_path)


def test_a_table_that_is_empty_or_no_text(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "lines.csv").write_text("\n,,\n", "utf-8")
    with pytest.raises(SourceErrors, match="the table is empty"):
        load_profile(tmp_path)
    (tmp_path / "lines.csv").write_bytes(b"number,flow\n12\x00,main\n")
    with pytest.raises(SourceErrors, match=r"lines\.csv:2:3: the control character U\+0000"):
        load_profile(tmp_path)
    (tmp_path / "lines.csv").write_bytes(b"number,flow\n\xff,main\n")
    with pytest.raises(SourceErrors, match=r"lines\.csv:2:1: the byte 0xff is not UTF-8"):
        load_profile(tmp_path)


def test_a_word_that_two_agencies_have_is_told_with_both_places(tmp_path: Path) -> None:
    write_tables(tmp_path)
    table = tmp_path / "agencies.csv"
    text = table.read_text("utf-8")
    table.write_text(text.replace("court,corte", "Agency 3,corte"), "utf-8")
    with pytest.raises(SourceErrors) as caught:
        load_profile(tmp_path)
    (problem,) = caught.value.problems
    assert problem.file == str(table)
    assert problem.message == f"'Agency 3' is 'agency3' at {table}:5 already"


def test_a_word_for_an_emergency_names_no_agency(tmp_path: Path) -> None:
    write_tables(tmp_path)
    table = tmp_path / "agencies.csv"
    table.write_text(table.read_text("utf-8").replace("dig,cavar", "emergency,cavar"), "utf-8")
    with pytest.raises(SourceErrors, match="'emergency' means an emergency everywhere"):
        load_profile(tmp_path)


def test_emergency_is_connected_at_all_hours(tmp_path: Path) -> None:
    about = "about: {en: Call., es: Llame.}, connect: false"
    change = ('emergency: {number: "911"}', f'emergency: {{number: "911", {about}}}')
    write_city(tmp_path, city=change)
    with pytest.raises(SourceErrors, match="connected at once and at all hours"):
        load_profile(tmp_path)


def test_an_information_line_may_be_long_and_let_its_callers_go(tmp_path: Path) -> None:
    roads = "The roads are clear. " * 10
    flow = f"""\
start: pick_up
nodes:
  pick_up: {{type: answer, next: roads}}
  roads: {{type: say, INFORMS text: {{en: {roads}, es: {roads}}}, next: bye}}
  bye: {{type: hang_up}}
  person: {{type: enqueue, queue: general, on_timed_out: m, on_unstaffed: m, on_served: bye}}
  m: {{type: voicemail, prompt: {{en: Speak., es: Hable.}}, next: bye}}
"""
    write_city(tmp_path)
    (tmp_path / "travel.flow.yaml").write_text(flow.replace("INFORMS ", "informs: true, "), "utf-8")
    (tmp_path / "lines.csv").write_text("number,alias,flow\n5555100,Travel,travel\n", "utf-8")
    phone = Phone(load_profile(tmp_path)).arrive("5555100")
    assert phone.texts[0].startswith("The roads")
    assert phone.heard().ended.node == "bye"
    (tmp_path / "travel.flow.yaml").write_text(flow.replace("INFORMS ", ""), "utf-8")
    with pytest.raises(SourceErrors, match="without a person, a message or an answer"):
        load_profile(tmp_path)


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet=st.sampled_from('number,flow;"|.\r\n\t1abc\0é'), max_size=80))
def test_no_table_is_worse_than_a_problem(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "garbled"
    folder.mkdir(exist_ok=True)
    write_city(folder)
    (folder / "lines.csv").write_text(f"number,flow\n{text}", "utf-8")
    try:
        load_profile(folder)
    except SourceErrors as errors:
        assert errors.problems  # noqa: PT017 - that it is no other error is what is tested
