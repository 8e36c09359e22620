from pathlib import Path

import pytest

from asterisk_conf.checks import conf_value
from asterisk_conf.errors import SettingsInvalid
from asterisk_conf.settings import AgentEndpoint, AsteriskSettings


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("a;b", r"a\;b"),
        (r"a\;b", r"a\\;b"),
        (";;", r"\;\;"),
        ("a\\", "a\\"),
        ('"quoted" #x', '"quoted" #x'),
        (True, "yes"),
        (5060, "5060"),
        (Path("/a/b c"), "/a/b c"),
    ],
)
def test_a_value_is_written_so_that_asterisk_reads_it_back(value, written):
    assert conf_value(value) == written


@pytest.mark.parametrize("value", ["a\nb", "a\r", "\x00", " a", "a\t", "x" * 513])
def test_a_value_that_no_file_can_hold_is_refused(value):
    with pytest.raises(SettingsInvalid):
        conf_value(value)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"ami_secret": ""}, "ami_secret"),
        ({"ami_secret": "x\n[other]\nsecret=y"}, "ami_secret"),
        ({"ami_user": "general"}, "ami_user"),
        ({"ami_user": "a]b"}, "ami_user"),
        ({"sip_port": 0}, "sip_port"),
        ({"ami_port": 65536}, "ami_port"),
        ({"rtp_start": 30000, "rtp_end": 30000}, "rtp_end"),
        ({"bind_host": "localhost"}, "bind_host"),
        ({"agi_host": "a,b"}, "agi_host"),
        ({"trunk_match": ()}, "trunk_match"),
        ({"trunk_match": ("10.0.0.1/8",)}, "trunk_match"),
        ({"emergency_contact": "sip:a@b,sip:c@d"}, "emergency_contact"),
        ({"outside_contact": "tel:1"}, "outside_contact"),
        ({"run_dir": Path("relative")}, "run_dir"),
        ({"run_dir": Path("/" + "x" * 100)}, "run_dir"),
        ({"run_dir": Path("/a\nb")}, "run_dir"),
        ({"fallback_devices": ("nobody",)}, "fallback_devices"),
        ({"emergency_key": "#"}, "emergency_key"),
        ({"codecs": ("alaw", "g729")}, "codecs"),
        ({"resume_attempts": 0}, "resume_attempts"),
        ({"rtp_timeout_s": -1}, "rtp_timeout_s"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(changes, named):
    with pytest.raises(SettingsInvalid, match=named):
        AsteriskSettings(**{"run_dir": Path("/run"), "ami_secret": "s", **changes})


@pytest.mark.parametrize("name", ["trunk", "Emergency", "agent", "5551234", "a b", "a]", ""])
def test_an_agent_cannot_have_a_name_that_means_something_else(name):
    with pytest.raises(SettingsInvalid, match="agent endpoint"):
        AsteriskSettings(
            run_dir=Path("/run"),
            ami_secret="s",
            agents=(AgentEndpoint(name=name, password="p"),),
        )


def test_two_agents_cannot_share_a_name():
    twice = (AgentEndpoint(name="ana", password="p"), AgentEndpoint(name="Ana", password="q"))
    with pytest.raises(SettingsInvalid, match="twice"):
        AsteriskSettings(run_dir=Path("/run"), ami_secret="s", agents=twice)


def test_a_refused_password_is_not_shown():
    with pytest.raises(SettingsInvalid) as caught:
        AsteriskSettings(
            run_dir=Path("/run"),
            ami_secret="s",
            agents=(AgentEndpoint(name="ana", password="hunter2\n"),),
        )
    assert "hunter2" not in str(caught.value)
    assert "ana" in str(caught.value)
