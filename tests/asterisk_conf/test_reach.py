"""What the controller does beside hand-over: each needs its modules and its rights."""

import contextlib
import socket
import uuid
import wave

import pytest

from tests.asterisk_conf.conftest import SECRET
from tests.asterisk_conf.sipphone import Phone
from tests.asterisk_conf.wires import AgiOnce, Ami

pytestmark = pytest.mark.asterisk


@pytest.fixture
def ami(asterisk, settings):
    connection = Ami(settings.ami_port, settings.ami_user, SECRET)
    yield connection
    connection.close()


@pytest.mark.usefixtures("asterisk")
def test_a_transfer_out_rings_the_number_at_the_trunk(settings, phone):
    port = int(settings.emergency_contact.rpartition(":")[2])
    with contextlib.closing(Phone("112", settings.sip_port, port=port)) as trunk:
        server = AgiOnce(settings.agi_port, ['EXEC Dial "PJSIP/911@emergency,1"'])
        caller = phone("5551000")
        assert caller.call("311") == 200
        server.wait()
        assert trunk.listen(lambda: trunk.ringing, 1)
        assert trunk.ringing[0].startswith(f"INVITE sip:911@127.0.0.1:{port} ")
        caller.hang_up()


@pytest.mark.usefixtures("asterisk")
def test_a_call_is_recorded_whole_and_by_side(settings, phone, tmp_path):
    stem = tmp_path / "call"
    server = AgiOnce(
        settings.agi_port,
        [
            "ANSWER",
            f'EXEC MixMonitor "{stem}.wav,r({stem}-caller.wav)t({stem}-agents.wav)"',
            'EXEC Wait "1"',
            "SET VARIABLE HOTLINE_DONE 1",
        ],
    )
    caller = phone("5551000")
    assert caller.call("311") == 200
    assert caller.listen(lambda: caller.ended, 4)
    server.wait()
    for name in ("call.wav", "call-caller.wav", "call-agents.wav"):
        with wave.open(str(tmp_path / name)) as file:
            assert (file.getframerate(), file.getnchannels()) == (8000, 1)


def test_the_callers_audio_can_be_tapped_and_a_prompt_stopped(ami, settings, phone):
    with socket.create_server(("127.0.0.1", 0)) as ear:
        ear.settimeout(3)
        prompt = settings.run_dir / "data/moh/waiting"
        server = AgiOnce(settings.agi_port, ["ANSWER", f'CONTROL STREAM FILE {prompt} ""'])
        caller = phone("5551000")
        assert caller.call("311") == 200
        line = ami.until(lambda b: b.get("Event") == "Newchannel" and "trunk" in b["Channel"])
        taken = ami.act(
            "Originate",
            Channel=f"AudioSocket/127.0.0.1:{ear.getsockname()[1]}/{uuid.uuid4()}",
            Application="ChanSpy",
            Data=f"{line['Uniqueid']},uoqES",
            Async="true",
            Codecs="slin",
        )
        assert taken["Response"] == "Success"
        with ear.accept()[0] as tap, tap.makefile("rb") as frames:
            assert frames.read(3) == b"\x01\x00\x10"
            frames.read(16)
            caller.speak(0.4)
            assert frames.read(3) == b"\x10\x01\x40"
        # The prompt lasts 8 s: that it is over before the server gives up means it was stopped.
        ami.act("ControlPlayback", Channel=line["Channel"], Control="stop")
        server.wait()
        assert server.replies[1].startswith("200 result=0")
        assert int(server.replies[1].rpartition("endpos=")[2]) < 8 * 8000
        caller.hang_up()
