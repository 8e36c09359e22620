"""The smallest city of docs/cities.md is a city without a fault."""

import re
from pathlib import Path

from click.testing import CliRunner

from hotline.cli import cli

DOCUMENT = Path(__file__).parents[2] / "docs" / "cities.md"
_FILE = re.compile(r"```yaml\n# (\S+\.yaml)\n(.*?)```", re.DOTALL)


def written(folder: Path) -> list[str]:
    section = DOCUMENT.read_text("utf-8").split("\n## The smallest city\n", 1)[1]
    files = dict(_FILE.findall(section.split("\n## ", 1)[0]))
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return list(files)


def test_the_smallest_city_is_taken_and_proven(tmp_path: Path) -> None:
    assert "main.flow.yaml" in written(tmp_path)
    for command in ("lint", "prove"):
        done = CliRunner().invoke(cli, ["flow", command, str(tmp_path)])
        assert done.exit_code == 0, done.output


def test_its_answer_counts_because_it_is_marked(tmp_path: Path) -> None:
    written(tmp_path)
    flow = tmp_path / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8").replace("informs: true, ", ""), "utf-8")
    done = CliRunner().invoke(cli, ["flow", "lint", str(tmp_path)])
    assert done.exit_code == 1
    told = done.output + str(done.exception)
    assert "or mark the say node that answers with `informs: true`" in told
