import re
import wave
from dataclasses import replace

import pytest

from asterisk_conf.errors import RenderFailed
from asterisk_conf.render import FEATURE_CODES, render
from asterisk_conf.settings import OUTAGE_MESSAGES, AppQueue
from tests.asterisk_conf.conftest import tone_wav


def text_of(etc, name):
    return (etc / name).read_text("utf-8")


def test_every_file_is_private_and_whole(at, paper_toolchain):
    etc = render(at(), paper_toolchain)
    files = sorted(etc.iterdir())
    assert {"asterisk.conf", "modules.conf", "pjsip.conf", "manager.conf", "extensions.conf"} <= {
        file.name for file in files
    }
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert etc.parent.stat().st_mode & 0o777 == 0o700
    assert not any("{{" in line or "{%" in line for f in files for line in _own_lines(f))


def _own_lines(file):
    return [line for line in file.read_text().splitlines() if not line.startswith("secret")]


def test_secrets_are_escaped(at, paper_toolchain):
    etc = render(at(), paper_toolchain)
    assert r"""secret = s\;e\\;c"r'e\t #[x](!)=>{{ y }}""" in text_of(etc, "manager.conf")
    assert r"""password = p\;-w"\x\\;y'#[]{}%$,<>""" in text_of(etc, "pjsip.conf")


def test_rendering_again_touches_nothing(at, paper_toolchain):
    settings = at()
    etc = render(settings, paper_toolchain)

    def stamps():
        return {p: p.stat().st_mtime_ns for p in etc.parent.rglob("*") if p.is_file()}

    before = stamps()
    render(settings, paper_toolchain)
    assert stamps() == before


def test_a_change_and_loose_permissions_are_put_right(at, paper_toolchain):
    settings = at()
    etc = render(settings, paper_toolchain)
    (etc / "manager.conf").write_text("[general]\nenabled = no\n")
    (etc / "pjsip.conf").chmod(0o644)
    (etc / "left_over.conf").write_text("")
    render(settings, paper_toolchain)
    assert "enabled = yes" in text_of(etc, "manager.conf")
    assert (etc / "pjsip.conf").stat().st_mode & 0o777 == 0o600
    assert not (etc / "left_over.conf").exists()


def test_ami_may_neither_run_programs_nor_read_every_step(at, paper_toolchain):
    text = text_of(render(at(), paper_toolchain), "manager.conf")
    rights = dict(re.findall(r"(?m)^(read|write) = (.*)$", text))
    assert rights == {"read": "call,dtmf,system,user", "write": "call,originate,reporting"}
    assert re.findall(r"(?m)^(?:permit|bindaddr) = (.*)$", text) == [
        "127.0.0.1",
        "127.0.0.1/255.255.255.255",
    ]


def test_agents_are_asked_for_a_password_before_addresses_count(at, paper_toolchain):
    text = text_of(render(at(), paper_toolchain), "pjsip.conf")
    assert "endpoint_identifier_order = username,ip\n" in text
    for endpoint in ("trunk", "emergency", "outside"):
        section = re.search(rf"(?s)\[{endpoint}\]\(media\)\n(.*?)\n\n", text)[1]
        assert "identify_by = ip" in section


def test_the_queue_to_measure_against_is_there_only_when_asked(at, paper_toolchain):
    plain = render(at(), paper_toolchain)
    assert "app_queue" not in text_of(plain, "modules.conf")
    assert not (plain / "queues.conf").exists()
    queue = AppQueue(name="rival", members=("agent2",), paused=("agent1",))
    bench = render(at(app_queues=(queue,)), paper_toolchain)
    assert "require = app_queue.so" in text_of(bench, "modules.conf")
    assert "member = PJSIP/agent2\n" in text_of(bench, "queues.conf")
    assert "member = PJSIP/agent1,0,,,no,0,1\n" in text_of(bench, "queues.conf")
    assert "Queue(rival)" in text_of(bench, "extensions.conf")


def test_a_further_dialplan_is_included_only_when_asked(at, paper_toolchain, tmp_path):
    assert "#include" not in text_of(render(at(), paper_toolchain), "extensions.conf")
    more = tmp_path / "peers.conf"
    text = text_of(render(at(more_dialplan=more), paper_toolchain), "extensions.conf")
    assert text.endswith(f'\n#include "{more}"\n')


def test_without_fallback_telephones_none_is_dialled(at, paper_toolchain):
    text = text_of(render(at(fallback_devices=()), paper_toolchain), "extensions.conf")
    assert re.findall(r"Dial\(PJSIP/(\w+)", text) == ["emergency"]


def test_each_feature_code_has_its_extension(at, paper_toolchain):
    text = text_of(render(at(), paper_toolchain), "extensions.conf")
    assert dict(re.findall(r"(?m)^exten => (\*\d+),1,Set\(HOTLINE_FEATURE=(\w+)\)", text)) == (
        FEATURE_CODES
    )


def test_outage_messages_are_spoken_once_as_8_khz(at, paper_toolchain):
    settings = at(sounds_dir=None, outage_messages=OUTAGE_MESSAGES)
    etc = render(settings, paper_toolchain)
    made = sorted((settings.run_dir / "data/sounds/hotline").glob("*.wav"))
    assert [m.name.rsplit("-", 1)[0] for m in made] == [
        "goodbye-en",
        "goodbye-es",
        "sorry-en",
        "sorry-es",
    ]
    for path in made:
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
            assert 2 < file.getnframes() / 8000 < 20
        assert f"hotline/{path.stem}" in text_of(etc, "extensions.conf")


def test_a_recording_wins_and_its_change_is_seen(at, paper_toolchain, tmp_path):
    (tmp_path / "en").mkdir()
    recording = tmp_path / "en" / "outage-sorry.wav"
    recording.write_bytes(tone_wav(500, 0.2))
    settings = at(sounds_dir=tmp_path)
    render(settings, paper_toolchain)
    sounds = settings.run_dir / "data/sounds/hotline"
    first = [p.read_bytes() for p in sounds.glob("sorry-*")]
    recording.write_bytes(tone_wav(600, 0.2))
    render(settings, paper_toolchain)
    assert first == [tone_wav(500, 0.2)]
    assert [p.read_bytes() for p in sounds.glob("sorry-*")] == [tone_wav(600, 0.2)]


@pytest.mark.parametrize("content", [b"RIFF", b"", tone_wav(500, 0.1)[:24] + b"\x80\x3e" * 20])
def test_a_recording_of_another_format_is_refused(at, paper_toolchain, tmp_path, content):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "outage-sorry.wav").write_bytes(content)
    with pytest.raises(RenderFailed, match=r"outage-sorry\.wav"):
        render(at(sounds_dir=tmp_path), paper_toolchain)


def test_a_missing_speech_program_is_named(at, paper_toolchain, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RenderFailed, match="espeak-ng is not installed"):
        render(at(sounds_dir=None), paper_toolchain)


def test_an_unknown_voice_is_named(at, paper_toolchain):
    message = replace(OUTAGE_MESSAGES[0], voice="xx-none")
    with pytest.raises(RenderFailed, match="xx-none"):
        render(at(sounds_dir=None, outage_messages=(message,)), paper_toolchain)


def test_a_run_directory_that_cannot_be_made_is_one_sentence(at, paper_toolchain, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RenderFailed, match=r"cannot be written: Not a directory"):
        render(at(run_dir=tmp_path / "file" / "run"), paper_toolchain)
