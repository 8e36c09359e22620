"""The picture of a flow has every node and every way, the ways back told apart."""

import itertools
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hotline.cli import cli
from ivr.flow.drawing.labels import Area
from ivr.flow.drawing.layout import lay_out
from ivr.flow.drawing.svg import draw
from ivr.flow.drawing.traffic import Traffic
from ivr.flow.loading.folder import Folder, read_folder
from tests.flow.small_city import write_city

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_city(tmp_path)


def picture(city: Folder) -> ET.Element:
    return ET.fromstring(draw("main", city.flows["main"].value, city.city.value))


def texts(svg: ET.Element, style: str) -> list[str]:
    return [each.text or "" for each in svg.iter(f"{SVG}text") if each.get("class") == style]


def kinds(svg: ET.Element) -> dict[str, str]:
    boxes = [each.get("class", "") for each in svg.iter(f"{SVG}rect") if each.get("class")]
    return dict(zip(texts(svg, "name")[1:], boxes, strict=True))


def test_nodes_have_the_look_of_what_they_do(folder: Path) -> None:
    city = read_folder(folder)
    drawn = kinds(picture(city))
    assert set(drawn) == set(city.flows["main"].value.nodes)
    assert drawn["person"] == "box helps person"
    assert drawn["message"] == "box helps"
    assert drawn["bye"] == "box end"
    assert drawn["menu"] == "box asks"


def test_ways_say_which_key_or_exit_leads_there(folder: Path) -> None:
    said = texts(picture(read_folder(folder)), "label")
    assert "1 library" in said
    assert "timed_out, unstaffed" in said
    assert "identified_other, unknown" in said


def test_exits_are_broken_into_lines_and_told_whole(folder: Path) -> None:
    flow = folder / "main.flow.yaml"
    ways = "on_full: message\n    on_closed: message\n    keys: {5: message}\n"
    flow.write_text(flow.read_text().replace("on_timed_out:", f"{ways}    on_timed_out:"))
    svg = picture(read_folder(folder))
    whole = [each.text or "" for each in svg.iter(f"{SVG}title")]
    told = next(each for each in whole if each.startswith("person → message: "))
    exits = set(told.removeprefix("person → message: ").split(", "))
    assert exits == {"key 5", "timed_out", "unstaffed", "full", "closed"}
    lines = [
        each.text or ""
        for each in svg.iter(f"{SVG}text")
        if each.get("class") == "label" and each.findtext(f"{SVG}title") == told
    ]
    assert len(lines) > 1
    assert set(" ".join(lines).split(", ")) == exits
    assert any(each.startswith("person (enqueue): ") for each in whole)


@pytest.mark.parametrize("city", ["demo_city", "us_311", "cn_12345"])
def test_labels_cover_no_node_and_no_other_label(city: str) -> None:
    svg = picture(read_folder(Path(__file__).parents[2] / "flows" / city))
    areas: list[tuple[str, Area]] = []
    for box in svg.iter(f"{SVG}rect"):
        if box.get("class"):
            x, y, width, height = (
                float(box.get(each, 0)) for each in ("x", "y", "width", "height")
            )
            areas.append((box.findtext(f"{SVG}title", ""), (x, y, x + width, y + height)))
    for each in svg.iter(f"{SVG}text"):
        if each.get("class") == "label":
            x, y = float(each.get("x", 0)), float(each.get("y", 0))
            half = len(each.text or "") * 5.2 / 2
            title = each.findtext(f"{SVG}title", "")
            areas.append((title, (x - half, y - 8, x + half, y + 2)))
    covered = [
        (a, b)
        for (a, one), (b, other) in itertools.combinations(areas, 2)
        if a != b
        and one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    ]
    assert covered == []


def test_the_head_tells_every_way_to_an_emergency() -> None:
    svg = picture(read_folder(Path(__file__).parents[2] / "flows" / "cn_12345"))
    told = texts(svg, "type")[0]
    for way in ("key 9 and words to police", "words to fire", "words to ambulance"):
        assert way in told


def test_ways_back_are_told_apart(folder: Path) -> None:
    flow = folder / "main.flow.yaml"
    before = draw_back(folder)
    flow.write_text(flow.read_text().replace("failed: person", "failed: menu"))
    assert draw_back(folder) == before + 1


def draw_back(folder: Path) -> int:
    svg = picture(read_folder(folder))
    return sum("back" in each.get("class", "") for each in svg.iter(f"{SVG}path"))


def test_a_name_that_nothing_has_is_drawn_as_missing(folder: Path) -> None:
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text().replace("failed: person", "failed: persn"))
    assert kinds(picture(read_folder(folder)))["persn"] == "box missing"


def test_the_command(folder: Path) -> None:
    target = folder / "main.svg"
    done = CliRunner().invoke(cli, ["flow", "graph", str(folder), "-o", str(target)])
    assert done.exit_code == 0
    printed = CliRunner().invoke(cli, ["flow", "graph", str(folder)])
    assert printed.output == target.read_text("utf-8")
    wrong = CliRunner().invoke(cli, ["flow", "graph", str(folder), "--flow", "mian"])
    assert wrong.exit_code == 1
    assert "no flow 'mian' (did you mean 'main'?)" in wrong.output


NODES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NODES, NODES), max_size=25))
def test_any_graph_is_laid_out(links: list[tuple[str, str]]) -> None:
    nodes = list("abcdefgh")
    layout = lay_out("a", links, nodes)
    assert len(set(layout.places.values())) == len(nodes)
    for (a, b), route in layout.routes.items():
        assert route[0] == layout.places[a]
        assert route[-1] == layout.places[b]
        step = -1 if (a, b) in layout.loops else 1
        layers = [layer for layer, _ in route]
        assert layers == list(range(layers[0], layers[-1] + step, step))


def test_the_picture_tells_where_callers_go_and_are_lost(folder: Path) -> None:
    city = read_folder(folder)
    traffic = Traffic(
        calls={"menu": 40}, lost={"menu": 12}, gone={("menu", "library"): 20, ("menu", "menu"): 3}
    )
    svg = ET.fromstring(draw("main", city.flows["main"].value, city.city.value, traffic))
    assert "lost 12 of 40" in texts(svg, "type")
    assert "1 library 20" in texts(svg, "label")
    assert "say" in texts(svg, "type")
