import json

from bench.machine import Machine
from bench.report import as_json, as_markdown, number
from bench.result import Figure, Row, Table
from bench.statistics import summarise

MACHINE = Machine(
    date="2026-01-02 03:04 UTC",
    cores=2,
    cpu="Some CPU",
    memory_gib=4.0,
    kernel="Linux 6",
    load_before=0.5,
    asterisk="22.0",
    python="3.11",
    sqlalchemy="2.0",
    sipp="3.6",
)
FIGURE = Figure(
    name="delay",
    title="Delay",
    peer="rival",
    method="Done carefully.",
    rows=(
        Row(what="one", unit="ms", ours=summarise([2.0, 3.0]), peer=summarise([4.0])),
        Row(what="alone", unit="MiB", ours=summarise([123.4])),
    ),
    notes=("Mind this.",),
    tables=(Table(title="Steps", header=("a", "b"), rows=(("1", "2"),)),),
)


def test_markdown_has_ratios_both_sides_and_the_machine() -> None:
    lines = as_markdown(MACHINE, [FIGURE], quick=False).splitlines()
    assert "| Delay: one | **0.50** | 2 ms | 4 ms (rival) |" in lines
    assert "| Delay: alone |  | 123 MiB |  |" in lines
    assert "| one | ours | 2 | 2 | 2 | 3 | 3 | 3 | ms |" in lines
    assert "|  | rival | 1 | 4 | 4 | 4 | 4 | 4 | ms |" in lines
    assert "Mind this." in lines
    assert "| 1 | 2 |" in lines
    assert any("2 cores of Some CPU" in line and "Asterisk" in line for line in lines)


def test_a_quick_run_says_so() -> None:
    assert "--quick" in as_markdown(MACHINE, [], quick=True)
    assert "--quick" not in as_markdown(MACHINE, [], quick=False)


def test_json_has_every_value_and_the_ratio() -> None:
    told = json.loads(as_json(MACHINE, [FIGURE]))
    one, alone = told["figures"][0]["rows"]
    assert (one["ours"]["maximum"], one["peer"]["median"], one["ratio"]) == (3.0, 4.0, 0.5)
    assert (alone["peer"], alone["ratio"]) == (None, None)
    assert told["machine"]["cores"] == 2


def test_numbers_have_three_figures() -> None:
    assert [number(v) for v in (0.12345, 1.005, 12.345, 123.45, 12345.6)] == [
        *("0.123", "1", "12.3", "123", "12346")
    ]
