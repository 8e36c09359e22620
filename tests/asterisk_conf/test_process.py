import contextlib
import json
import os
import socket
import sys
from dataclasses import replace

import pytest

import hotline.cli.asterisk
from asterisk_conf.errors import (
    AlreadyRunning,
    AsteriskMissing,
    NotRunning,
    PortTaken,
    StartFailed,
)
from asterisk_conf.process import AsteriskProcess
from hotline.cli import main
from tests.asterisk_conf.sipphone import Phone


@pytest.fixture
def run_cli(monkeypatch, capsys):
    """Return a run of the whole command for a process: status, output, errors."""

    def run(process, *words):
        monkeypatch.setattr(hotline.cli.asterisk, "_process", lambda: process)
        monkeypatch.setattr(sys, "argv", ["hotline", "asterisk", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


@pytest.mark.parametrize(
    ("kind", "setting"), [(socket.SOCK_DGRAM, "sip_port"), (socket.SOCK_STREAM, "ami_port")]
)
def test_a_taken_port_is_one_sentence(at, paper_toolchain, run_cli, kind, setting):
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            holder.listen()
        port = holder.getsockname()[1]
        process = AsteriskProcess(at(**{setting: port}), paper_toolchain)
        with pytest.raises(PortTaken, match=rf"port {port} \(setting {setting}\).*in use"):
            process.start()
        status, out, err = run_cli(process, "start")
    assert (status, out, len(err.splitlines())) == (1, "", 1)


def test_a_process_that_becomes_another_program_has_not_ended(settings, toolchain, monkeypatch):
    """Its command line is empty for an instant; looked at then, it is nobody's."""
    process = AsteriskProcess(settings, toolchain)
    is_ours, looks = process._is_ours, []

    def looked_at_in_the_wrong_instant(pid):
        looks.append(pid)
        return len(looks) > 1 and is_ours(pid)

    monkeypatch.setattr(process, "_is_ours", looked_at_in_the_wrong_instant)
    try:
        assert process.start().running
    finally:
        process.stop(grace_s=0)


def test_what_does_not_run_is_neither_stopped_nor_asked(at, paper_toolchain, run_cli):
    process = AsteriskProcess(at(), paper_toolchain)
    assert process.stop() is False
    with pytest.raises(NotRunning):
        process.cli("core show version")
    with pytest.raises(NotRunning):
        process.reload()
    assert run_cli(process, "stop")[0] == 0
    status, out, _ = run_cli(process, "status", "--json")
    assert status == 1
    assert json.loads(out) == {
        "running": False,
        "pid": None,
        "uptime_s": None,
        "version": None,
        "channels": None,
    }


@pytest.mark.parametrize("content", ["{pid}", "", "junk", "99999999"])
def test_a_pid_file_of_something_else_is_not_believed(at, paper_toolchain, content):
    process = AsteriskProcess(at(), paper_toolchain)
    process.layout.run.mkdir(parents=True)
    process.layout.pid_file.write_text(content.format(pid=os.getpid()))
    assert process.status().running is False
    assert process.stop() is False


def test_a_program_that_ends_at_once_is_told(at, paper_toolchain):
    with pytest.raises(StartFailed, match="ended while it was starting"):
        AsteriskProcess(at(), paper_toolchain).start()


def test_a_program_that_is_gone_is_told(at, paper_toolchain):
    gone = replace(paper_toolchain, command=("/nowhere/asterisk",))
    with pytest.raises(AsteriskMissing, match="make setup"):
        AsteriskProcess(at(), gone).start()


def test_wrong_usage_has_its_own_status(at, paper_toolchain, run_cli):
    assert run_cli(AsteriskProcess(at(), paper_toolchain), "status", "--xml")[0] == 2


@pytest.mark.asterisk
class TestReal:
    def test_all_modules_run_and_nothing_is_complained_of(self, asterisk):
        wanted = [
            line.removeprefix("require = ")
            for line in (asterisk.layout.etc / "modules.conf").read_text().splitlines()
            if line.startswith("require")
        ]
        rows = {row.split()[0]: row for row in asterisk.cli("module show").splitlines() if row}
        assert [name for name in wanted if " Running " not in rows.get(name, "")] == []
        log = asterisk.layout.messages_log.read_text().rpartition(" built by ")[2]
        assert [line for line in log.splitlines() if "ERROR" in line or "WARNING" in line] == []

    def test_status_is_told_to_people_and_programs(self, asterisk, run_cli):
        status, out, _ = run_cli(asterisk, "status", "--json")
        found = json.loads(out)
        assert status == 0
        assert found["running"] is True
        assert found["pid"] == int(asterisk.layout.pid_file.read_text())
        assert found["channels"] == 0
        assert found["uptime_s"] >= 0
        assert "0 channels" in run_cli(asterisk, "status")[1]

    def test_a_second_start_finds_the_first(self, asterisk, run_cli):
        with pytest.raises(AlreadyRunning, match=str(asterisk.status().pid)):
            asterisk.start()
        status, out, _ = run_cli(asterisk, "start")
        assert (status, "already" in out) == (0, True)

    def test_everything_it_keeps_is_private(self, asterisk):
        files = [p for p in asterisk.layout.run_dir.rglob("*") if not p.is_symlink()]
        assert [p for p in files if p.stat().st_mode & 0o077 and not p.is_dir()] == []

    def test_a_reload_takes_new_agents(self, asterisk, settings, toolchain):
        more = replace(
            settings, agents=(*settings.agents, replace(settings.agents[1], name="agent3"))
        )
        AsteriskProcess(more, toolchain).reload()
        assert "agent3/agent3" in asterisk.cli("pjsip show endpoints")
        asterisk.reload()

    def test_missing_modules_show_the_last_words(self, at, toolchain, folder):
        (folder / "none").mkdir()
        process = AsteriskProcess(at(), replace(toolchain, modules_dir=folder / "none"))
        with pytest.raises(StartFailed, match=r"last words:\n(?s:.*)Failed to load module"):
            process.start()
        assert process.status().running is False

    def test_a_stop_waits_for_a_live_call_only_so_long(self, at, toolchain):
        settings = at()
        process = AsteriskProcess(settings, toolchain)
        process.start()
        with contextlib.closing(Phone("5551000", settings.sip_port)) as caller:
            assert caller.call("311") == 200
            assert process.stop(grace_s=0.3) is True
            assert caller.listen(lambda: caller.ended, 1)

    def test_it_comes_back_after_having_been_killed(self, at, toolchain):
        process = AsteriskProcess(at(), toolchain)
        first = process.start()
        os.kill(first.pid, 9)
        while process.status().running:
            pass
        assert process.layout.pid_file.exists()
        second = process.start()
        assert second.pid != first.pid
        assert process.stop(grace_s=0) is True
        assert process.status().running is False
