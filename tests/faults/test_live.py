"""Parts that fail while people are on the telephone."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import sqlite3
import string
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.softphone.phone import Reject
from db.models import Contact, LedgerRow
from hotline.demo.proof import until
from tests.faults.rig import CITY, TONES, Rig, full_disk

pytestmark = pytest.mark.asterisk


async def disturb(port: int) -> None:
    """Connect and close, send half a header, send garbage."""
    for what in (
        b"",
        b"agi_network: yes\nagi_requ",
        os.urandom(4096),
        b"agi_network: yes\n\n",
        b"\x01\x00\x10" + bytes(16),
        b"GET / HTTP/1.1\r\n",
    ):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(what)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
    for _ in range(5):
        # Left open and silent until the process ends.
        held = socket.create_connection(("127.0.0.1", port))
        held.sendall(b"agi_")
        _HELD.append(held)


_HELD: list[socket.socket] = []


@pytest.fixture(autouse=True)
def _let_go() -> object:
    yield
    while _HELD:
        _HELD.pop().close()


async def test_garbage_and_a_database_that_is_away_disturb_no_call(rig: Rig) -> None:
    async with rig.controller() as process:
        await rig.login()
        database = rig.settings.state_dir / "hotline.db"
        locked = sqlite3.connect(database, timeout=5, isolation_level=None)
        locked.execute("BEGIN EXCLUSIVE")
        call, agent = await rig.converse("2125550111")
        ports = rig.settings.ports
        for port in (ports.agi, ports.audiosocket, ports.desk):
            await disturb(port)
        told = await until(
            lambda: (answer := rig.ready())["ready"] is False and answer,
            timeout_s=20,
            what="the word that the records are away",
        )
        assert told["parts"]["records"] != "ok"
        assert told["parts"]["asterisk"] == "ok"
        later = len(call.heard()) / 8000
        await call.hears(TONES["1001"], timeout_s=20, after_s=later)
        call.hang_up()
        await agent.ended(timeout_s=20)
        spool = rig.settings.spool_path
        await until(
            lambda: spool.exists() and b"CallEnded" in spool.read_bytes(),
            timeout_s=20,
            what="the end of the call in the spool",
        )
        locked.execute("ROLLBACK")
        locked.close()
        contact = await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550111")
        assert contact.disposition == "served"
        await until(lambda: rig.ready()["ready"], timeout_s=20, what="readiness")
        with full_disk(process.pid):
            call = await rig.call("2125550120")
            await call.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
            call.hang_up()
            await until(
                lambda: "kept in memory" in rig.ready()["parts"]["records"],
                timeout_s=20,
                what="the word that nothing can be written",
            )
        await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550120")
        await until(lambda: rig.ready()["ready"], timeout_s=20, what="readiness")
    rows = rig.rows(LedgerRow)
    for boot, count in Counter(row.boot_id for row in rows).items():
        seqs = sorted(row.seq for row in rows if row.boot_id == boot)
        assert seqs == list(range(1, count + 1))


NAMES = (b'"; DROP TABLE', "caf\u00e9".encode("latin-1"), b"x%0d%0aagi_request:y", b"\xff" * 90)


async def test_a_caller_id_that_is_no_number_is_survived(rig: Rig) -> None:
    async with rig.controller():
        for name in NAMES:
            dial_raw(rig, name)
        call = await rig.call("2125550112")
        await call.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        call.hang_up()
        await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550112")
        # Some of the others are calls as well, by what is left of their number.
        for contact in rig.rows(Contact):
            assert set(contact.calling_number) <= set("+0123456789") | set(string.ascii_letters)


def dial_raw(rig: Rig, name: bytes) -> None:
    """Send an INVITE from `name`; what is answered does not matter."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind(("127.0.0.1", 0))
        port = str(phone.getsockname()[1]).encode()
        request = invite(rig, name).replace(b"{port}", port)
        phone.sendto(request, ("127.0.0.1", rig.settings.ports.sip))


def invite(rig: Rig, name: bytes) -> bytes:
    user = name.replace(b'"', b"%22").replace(b" ", b"%20").replace(b";", b"%3b")
    sdp = (
        b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        b"m=audio 27998 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
    )
    return (
        b"INVITE sip:311@127.0.0.1 SIP/2.0\r\n"
        b"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK" + os.urandom(6).hex().encode() + b"\r\n"
        b'From: "' + name.replace(b'"', b'\\"') + b'" <sip:' + user + b"@127.0.0.1>;tag=t\r\n"
        b"To: <sip:311@127.0.0.1>\r\nCall-ID: " + os.urandom(6).hex().encode() + b"\r\n"
        b"CSeq: 1 INVITE\r\nContact: <sip:x@127.0.0.1:{port}>\r\nMax-Forwards: 70\r\n"
        b"Content-Type: application/sdp\r\n"
        b"Content-Length: " + str(len(sdp)).encode() + b"\r\n\r\n" + sdp
    )


DEADLY = """
import json, os
real = json.loads
def loads(line, **options):
    job = real(line, **options)
    if isinstance(job, dict) and job.get("text") == "Dial 0 for anybody.":
        os._exit(9)
    return job
json.loads = loads
"""
"""Every Python process that reads a request for this text dies at once: the speaking one."""


async def test_a_text_without_a_voice_or_deadly_to_the_synthesiser_costs_its_prompt_alone(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(DEADLY, "utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    city = Path(shutil.copytree(CITY, tmp_path / "city"))
    languages = city / "languages.yaml"
    text = languages.read_text("utf-8")
    known = "    native_name: Soomaali\n"
    assert known in text
    languages.write_text(text.replace(known, known + "    please_hold: Fadlan sug.\n"), "utf-8")
    line = city / "city.yaml"
    text = line.read_text("utf-8")
    assert "Press 0 for a person." in text
    line.write_text(text.replace("Press 0 for a person.", "Dial 0 for anybody."), "utf-8")
    voiceless = replace(rig, settings=rig.settings.model_copy(update={"city": city}))
    async with voiceless.controller():
        ready = voiceless.ready()
        assert ready["ready"]
        assert "human (en)" in ready["warnings"]["prompts"]
        # What libraries write stands between the lines of the service.
        written = rig.log.read_text("utf-8").splitlines()
        lines = [json.loads(line) for line in written if line.startswith("{")]
        told = [line for line in lines if line["event"] == "prompt_failed"]
        assert {(line["prompt"], line["lang"]) for line in told} == {
            ("please_hold", "so"),
            ("human", "en"),
        }
        call = await voiceless.call("2125550119")
        await call.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        await call.send_keys("1")
        await call.hears_prompt(rig.prompt("main.top"), timeout_s=20)
        call.hang_up()


async def test_when_the_service_stops_people_talk_on_and_others_hear_why(rig: Rig) -> None:
    async with rig.controller() as process:
        await rig.login()
        talking, agent = await rig.converse("2125550113")
        other = await rig.call("2125550114")
        await other.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 15) == 0
    await other.hears_prompt(rig.outage("sorry"), timeout_s=20)
    later = len(talking.heard()) / 8000
    await talking.hears(TONES["1001"], timeout_s=20, after_s=later)
    await agent.hears(TONES["citizen"], timeout_s=20, after_s=len(agent.heard()) / 8000)
    agent.hang_up()
    await talking.ended(timeout_s=20)
    other.hang_up()
    contact = await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550114")
    assert contact.disposition == "failed"


async def test_when_the_service_is_killed_callers_wait_and_are_served_again(rig: Rig) -> None:
    async with rig.controller() as process:
        await rig.login()
        rig.agent.behaviour = Reject()  # rung as a fallback
        call = await rig.call("2125550115")
        await asyncio.sleep(0.5)
        process.kill()
        await process.wait()
    began = len(call.heard()) / 8000
    await call.hears_prompt(rig.outage("sorry"), timeout_s=20, after_s=began)
    other = await rig.citizen.dial("311", caller_id="2125550116")
    await other.answered(timeout_s=20)
    async with rig.controller():
        # Any key ends the message, or the pause, and asks for the controller once more.
        await other.send_keys("5")
        await other.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        other.hang_up()
        call.hang_up()
        await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550116")
        first = rig.rows(Contact, calling_number="2125550115")[0]
        assert (first.disposition, first.end_reason) == ("failed", "controller_restarted")
        (ada, *_) = (await rig.ask("GET", "/api/agents"))["agents"]
        assert ada["status"] == "available"


async def test_when_asterisk_dies_and_comes_back_calls_go_on(rig: Rig) -> None:
    async with rig.controller():
        await rig.login()
        call, agent = await rig.converse("2125550117")
        pid = rig.asterisk.status().pid
        assert pid is not None
        os.kill(pid, 9)
        contact = await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550117")
        assert contact.disposition == "served"
        call.hang_up()
        agent.hang_up()
        await asyncio.to_thread(rig.asterisk.start)
        await until(lambda: rig.ready()["ready"], timeout_s=20, what="readiness")
        await rig.agent.register()
        (ada, *_) = (await rig.ask("GET", "/api/agents"))["agents"]
        assert ada["status"] == "available"
        await rig.ask("POST", "/api/agents/1001/resume")
        call, agent = await rig.converse("2125550118")
        agent.hang_up()
        await call.ended(timeout_s=20)
        contact = await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550118")
        assert contact.disposition == "served"
