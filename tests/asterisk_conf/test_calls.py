import time
from urllib.parse import quote

import pytest

from asterisk_conf.music import TONES_HZ
from tests.asterisk_conf.conftest import GOODBYE_HZ, PASSWORD, SECRET, SORRY_HZ
from tests.asterisk_conf.sipphone import Phone
from tests.asterisk_conf.wires import AgiOnce, Ami

pytestmark = pytest.mark.asterisk
DONE = "SET VARIABLE HOTLINE_DONE 1"


@pytest.fixture
def ami(asterisk, settings):
    connection = Ami(settings.ami_port, settings.ami_user, SECRET)
    yield connection
    connection.close()


@pytest.fixture
def agi(settings):
    """Return an AGI server of one session."""
    return lambda *commands: AgiOnce(settings.agi_port, commands)


@pytest.fixture
def emergency(settings):
    """The telephone at the other end of the emergency trunk."""
    port = int(settings.emergency_contact.rpartition(":")[2])
    trunk = Phone("112", settings.sip_port, port=port)
    yield trunk
    trunk.close()


@pytest.mark.usefixtures("asterisk")
class TestWhoIsWho:
    def test_an_agent_registers_with_a_password_full_of_signs(self, phone):
        assert phone("agent1", PASSWORD).register() == 200

    def test_a_wrong_password_does_not(self, phone):
        assert phone("agent2", "wrong").register() == 401

    def test_an_agents_name_without_the_password_gives_nothing(self, phone):
        assert phone("agent2").call("*60") == 401
        assert phone("agent2").call("311") == 401

    def test_a_citizen_cannot_dial_feature_codes(self, phone):
        assert phone("5551000").call("*60") == 404

    @pytest.mark.parametrize("name", ["emergency", "outside", "trunk"])
    def test_the_name_of_a_trunk_is_only_a_callers_name(self, phone, agi, name):
        server = agi("HANGUP")
        phone(name).call("311")
        assert server.wait()["agi_context"] == "from-trunk"


@pytest.mark.usefixtures("asterisk")
class TestHandOver:
    @pytest.mark.parametrize("number", ["311", "+12125550100", "cityhall", "3" * 32])
    def test_any_number_goes_to_the_controller(self, phone, agi, number):
        server = agi(DONE)
        caller = phone("+15551000")
        caller.call(number)
        headers = server.wait()
        assert headers["agi_network_script"] == "call"
        assert headers["agi_extension"] == number
        assert headers["agi_callerid"] == "+15551000"
        assert headers["agi_arg_1"] == "trunk"

    @pytest.mark.parametrize("number", ["3" * 33, quote("311\nagi_x: 1"), "311;x", "311%22%29"])
    def test_a_number_that_is_none_is_refused(self, phone, number):
        assert phone("5551000").call(number) in (404, 484)

    def test_a_line_break_in_the_callers_number_adds_no_header(self, phone, agi):
        server = agi(DONE)
        phone(quote("555\nagi_enhanced: 9.9")).call("311")
        headers = server.wait()
        assert headers["agi_enhanced"] == "0.0"
        assert headers["agi_callerid"] == "555agienhanced99"

    def test_a_finished_call_is_hung_up(self, phone, agi):
        server = agi("ANSWER", DONE)
        caller = phone("5551000")
        assert caller.call("311") == 200
        assert caller.listen(lambda: caller.ended, 3)
        assert server.replies == ["200 result=0", "200 result=1"]

    def test_a_feature_code_brings_the_agents_device(self, phone, agi):
        server = agi("ANSWER", DONE)
        assert phone("agent1", PASSWORD).call("*62") == 200
        assert server.wait()["agi_network_script"] == "feature?act=pause&device=agent1"

    def test_an_agent_dials_the_one_number_like_a_citizen(self, phone, agi):
        server = agi(DONE)
        phone("agent1", PASSWORD).call("311")
        headers = server.wait()
        assert headers["agi_network_script"] == "call"
        assert (headers["agi_context"], headers["agi_arg_1"]) == ("from-agent", "agent1")


@pytest.mark.usefixtures("asterisk")
class TestControllerAway:
    def test_music_then_the_message_then_a_fallback_telephone(self, phone):
        agent = phone("agent1", PASSWORD)
        assert agent.register() == 200
        caller = phone("5551000")
        assert caller.call("311") == 200
        assert caller.listen(lambda: caller.hears(TONES_HZ[0]), 2)
        assert caller.listen(lambda: caller.hears(SORRY_HZ), 4)
        assert caller.listen(lambda: caller.hears(TONES_HZ[0]), 4)
        assert agent.listen(lambda: agent.ringing, 2)
        agent.answer()
        time.sleep(0.1)
        caller.hang_up()
        assert agent.listen(lambda: agent.ended, 3)

    def test_nobody_there_is_told_and_hung_up(self, phone):
        phone("agent1", PASSWORD).register()
        caller = phone("5551000")
        assert caller.call("311") == 200
        assert caller.listen(lambda: caller.hears(GOODBYE_HZ), 8)
        assert caller.listen(lambda: caller.ended, 3)

    def test_a_controller_that_comes_back_takes_the_call_again(self, phone, agi):
        first = agi("ANSWER")
        caller = phone("5551000")
        assert caller.call("311") == 200
        first.wait()
        second = agi(DONE)
        assert caller.listen(lambda: caller.ended, 5)
        assert second.wait()["agi_network_script"] == "resume"

    @pytest.mark.parametrize("moment_hz", [TONES_HZ[0], SORRY_HZ])
    def test_the_emergency_key_works_at_once(self, phone, emergency, moment_hz):
        caller = phone("5551000")
        assert caller.call("311") == 200
        assert caller.listen(lambda: caller.hears(moment_hz), 5)
        caller.press("9")
        assert emergency.listen(lambda: emergency.ringing, 2)
        assert "From: <sip:5551000@" in emergency.ringing[0]
        caller.hang_up()

    def test_the_emergency_key_works_while_telephones_ring(self, phone, emergency):
        agent = phone("agent1", PASSWORD)
        agent.register()
        caller = phone("5551000")
        caller.call("311")
        assert agent.listen(lambda: agent.ringing, 8)
        caller.press("9")
        assert emergency.listen(lambda: emergency.ringing, 2)
        caller.hang_up()


@pytest.mark.usefixtures("asterisk")
class TestTexts:
    @pytest.mark.parametrize("number", ["311", "agent1", "s", "read", "join"])
    def test_a_text_outside_of_a_call_is_for_nobody(self, phone, agi, number):
        server = agi(DONE)
        assert phone("5551000").message(number, "Hello.") == 404
        phone("5551000").call("311")
        assert server.wait()["agi_extension"] == "311"

    @pytest.mark.parametrize("status", [200, 405, 415, 500])
    def test_a_telephone_that_refuses_texts_keeps_its_call(self, phone, agi, status):
        server = agi("ANSWER", 'SEND TEXT "Hello."', 'EXEC Wait "1.5"', DONE)
        caller = phone("5551000")
        caller.text_status = status
        assert caller.call("311") == 200
        assert caller.listen(lambda: caller.texts == ["Hello."], 1)
        assert not caller.listen(lambda: caller.ended, 1)
        assert caller.listen(lambda: caller.ended, 3)
        server.wait()
        assert server.replies[-1].startswith("200 result=1")


class TestManager:
    def test_a_secret_full_of_signs_logs_in_and_a_wrong_one_does_not(self, ami, settings):
        assert ami.login["Response"] == "Success"
        other = Ami(settings.ami_port, settings.ami_user, "wrong")
        other.close()
        assert other.login["Response"] == "Error"

    def test_programs_and_files_are_out_of_reach(self, ami):
        for action, fields in (
            ("Command", {"Command": "core stop now"}),
            ("GetConfig", {"Filename": "manager.conf"}),
            ("Originate", {"Channel": "Local/park@agent-leg", "Application": "System"}),
            ("MixMonitor", {"Channel": "x", "Command": "id"}),
        ):
            answer = ami.act(action, **fields)
            assert answer["Response"] == "Error"
            assert "denied" in answer["Message"] or "Forbidden" in answer["Message"]

    def test_a_parked_leg_is_bridged_and_a_third_party_joins(self, ami, phone, agi):
        legs = {name: phone(name, word) for name, word in (("agent1", PASSWORD), ("agent2", "two"))}
        for leg in legs.values():
            assert leg.register() == 200
        caller = phone("5551000")
        server = agi("ANSWER", 'EXEC Wait "1"')
        assert caller.call("311") == 200
        channel = ami.until(lambda b: b.get("Event") == "Newchannel" and "trunk" in b["Channel"])
        for name, leg, extension in (
            ("agent1", legs["agent1"], "park"),
            ("agent2", legs["agent2"], "join"),
        ):
            ami.act(
                "Originate",
                Channel=f"PJSIP/{name}",
                Context="agent-leg",
                Exten=extension,
                Priority="1",
                Async="true",
                Variable=f"HOTLINE_TARGET={channel['Channel']}",
            )
            assert leg.listen(lambda leg=leg: leg.ringing, 2)
            leg.answer()
            entered = ami.until(
                lambda b, name=name: b.get("Event") == "BridgeEnter" and name in b["Channel"]
            )
            if extension == "park":
                assert entered["BridgeTechnology"] == "holding_bridge"
                ami.act("Bridge", Channel1=channel["Channel"], Channel2=entered["Channel"])
                ami.until(lambda b: b.get("Event") == "BridgeEnter" and "trunk" in b["Channel"])
        assert entered["BridgeNumChannels"] == "3"
        caller.hang_up()
        server.wait()
        ami.act("Hangup", Channel=entered["Channel"])
        assert all(leg.listen(lambda leg=leg: leg.ended, 3) for leg in legs.values())

    def test_a_leg_that_nobody_fetches_is_hung_up(self, ami, phone):
        agent = phone("agent1", PASSWORD)
        agent.register()
        ami.act(
            "Originate",
            Channel="PJSIP/agent1",
            Context="agent-leg",
            Exten="park",
            Priority="1",
            Async="true",
        )
        assert agent.listen(lambda: agent.ringing, 2)
        agent.answer()
        assert agent.listen(lambda: agent.ended, 4)
