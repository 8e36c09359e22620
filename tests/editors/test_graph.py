"""The picture of a flow has every node and every way, the ways back told apart."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hotline.cli import cli
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
