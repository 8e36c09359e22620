import re
import shutil
from pathlib import Path

from bench.dialplan import hand_written
from bench.menu import FLOW, LEVELS, ONWARD, level_after, write_prompts
from bench.rig import LEVELS as NUMBER
from ivr.flow.graph import MenuNode
from ivr.flow.profile import load_profile

CITY = Path(__file__).resolve().parents[2] / "bench" / "city"


def test_both_sides_lead_from_level_to_level_by_the_same_key_and_play_the_same_files(
    tmp_path: Path,
) -> None:
    city = tmp_path / "city"
    shutil.copytree(CITY, city)
    sounds = city / "sounds" / "en"
    sounds.mkdir(parents=True)
    write_prompts(sounds)
    profile = load_profile(city)
    assert profile.lines[NUMBER][0].flow == FLOW
    nodes = profile.flows[FLOW].nodes
    text = hand_written(sounds)
    for level in LEVELS:
        node = nodes[level]
        assert isinstance(node, MenuNode)
        (onward,) = [option for option in node.options if option.key == ONWARD]
        assert onward.goto == level_after(level)
        (context,) = re.findall(rf"(?ms)^\[bench-{level}\]$(.*?)(?=^\[|\Z)", text)
        assert f"exten => {ONWARD},1,Goto(bench-{level_after(level)},s,1)" in context
        (played,) = re.findall(r"Background\((.*)\)", context)
        prompt = node.prompt["en"]
        assert profile.sounds_dir / "en" / f"{prompt.name}.wav" == Path(f"{played}.wav")
        assert Path(f"{played}.wav").is_file()
