import asyncio

import pytest

from ivr.asterisk.agi_reply import parse_reply
from ivr.asterisk.agi_results import RecordEnd
from ivr.asterisk.errors import AgiHangup, AgiProtocolError, AgiRefused, AgiTimeout
from tests.asterisk.fake_asterisk import Peer

OK = b"200 result=0\n"


@pytest.fixture
async def peer():
    peer = Peer()
    yield peer
    await peer.close()


@pytest.mark.parametrize(
    ("line", "result", "data", "endpos"),
    [
        ("200 result=0", "0", None, 0),
        ("200 result=1 (a value (with) spaces)", "1", "a value (with) spaces", 0),
        ("200 result=1 (hangup)", "1", "hangup", 0),
        ("200 result=1 (a) endpos=3)", "1", "a) endpos=3", 0),
        ("200 result=1 ()", "1", "", 0),
        ("200 result= (timeout)", "", "timeout", 0),
        ("200 result=-1 (hangup) endpos=160", "-1", "hangup", 160),
        ("200 result=0 endpos=-1", "0", None, -1),
    ],
)
def test_a_reply_is_taken_apart(line: str, result: str, data: str | None, endpos: int) -> None:
    reply = parse_reply(line)
    assert reply is not None
    assert (reply.result, reply.data, reply.endpos) == (result, data, endpos)


@pytest.mark.parametrize("line", ["", "HANGUP", "20 result=0", "200", "200 nothing", "b)"])
def test_what_is_no_reply_is_none(line: str) -> None:
    assert parse_reply(line) is None


async def test_an_argument_cannot_begin_another_command(peer: Peer) -> None:
    peer.answer_each(OK)
    await peer.session.set_variable("NAME", 'x"\nEXEC System "rm"')
    assert peer.writer.lines == ['SET VARIABLE "NAME" "x\\" EXEC System \\"rm\\""']


async def test_an_application_gets_each_argument_whole(peer: Peer) -> None:
    peer.answer_each(OK)
    assert await peer.session.execute("Verbose", 1, 'a,b "c"') == "0"
    assert peer.writer.lines == ['EXEC "Verbose" "1,a\\\\,b \\\\\\"c\\\\\\""']


async def test_a_command_too_long_for_asterisk_is_not_sent(peer: Peer) -> None:
    with pytest.raises(AgiRefused, match="at most 8000 bytes"):
        await peer.session.set_variable("X", "x" * 8000)
    assert peer.writer.lines == []


async def test_commands_from_two_tasks_wait_for_one_another(peer: Peer) -> None:
    first = asyncio.create_task(peer.session.get_variable("A"))
    second = asyncio.create_task(peer.session.get_variable("B"))
    await asyncio.sleep(0.01)
    assert peer.writer.lines == ['GET VARIABLE "A"']
    peer.say(b"200 result=1 (a)\n")
    assert await first == "a"
    await asyncio.sleep(0.01)
    peer.say(b"200 result=1 (b)\n")
    assert await second == "b"


async def test_a_hangup_line_between_commands_is_seen_at_once(peer: Peer) -> None:
    peer.say(b"HANGUP\n")
    await asyncio.wait_for(peer.session.hung_up.wait(), 1)
    with pytest.raises(AgiHangup):
        await peer.session.answer()
    assert peer.writer.lines == []


async def test_a_hangup_line_before_the_reply_is_not_the_reply(peer: Peer) -> None:
    peer.answer_each(b"HANGUP\n200 result=1 (late)\n")
    assert await peer.session.get_variable("X") == "late"
    assert peer.session.hung_up.is_set()


async def test_a_hangup_line_inside_a_usage_text_is_seen(peer: Peer) -> None:
    peer.answer_each(b"520-Invalid command syntax.\nHANGUP\nusage\n520 End of proper usage.\n")
    with pytest.raises(AgiRefused, match="520 Invalid command syntax"):
        await peer.session.command("GET DATA")
    assert peer.session.hung_up.is_set()


async def test_the_reply_after_a_usage_text_belongs_to_the_next_command(peer: Peer) -> None:
    usage = b"520-Invalid.\n200 result=9 (a line of the text)\n520 End of proper usage.\n"
    peer.answer_each(usage, b"200 result=1 (mine)\n")
    with pytest.raises(AgiRefused):
        await peer.session.command("GET DATA")
    assert await peer.session.get_variable("X") == "mine"


async def test_a_value_of_several_lines_is_one_value(peer: Peer) -> None:
    peer.answer_each(b"200 result=1 (one\nHANGUP\n\nthree)\n", b"200 result=1 (next)\n")
    assert await peer.session.get_variable("X") == "one\nHANGUP\n\nthree"
    assert not peer.session.hung_up.is_set()
    assert await peer.session.get_variable("Y") == "next"


async def test_lines_that_are_no_replies_are_not_taken_for_one(peer: Peer) -> None:
    peer.answer_each(b"200 result=1 (a)\nb)\n", b"100 result=0 Trying...\n200 result=1 (next)\n")
    assert await peer.session.get_variable("X") == "a"
    assert await peer.session.get_variable("Y") == "next"


async def test_a_value_longer_than_asterisks_buffer_is_asked_for_in_full(peer: Peer) -> None:
    peer.answer_each(
        b"200 result=1 (" + b"x" * 1022 + b")\n", b"200 result=1 (" + b"x" * 3000 + b")\n"
    )
    assert await peer.session.get_variable("X") == "x" * 3000
    assert peer.writer.lines == ['GET VARIABLE "X"', 'GET FULL VARIABLE "${X}"']


async def test_a_dead_channel_is_a_hangup(peer: Peer) -> None:
    peer.answer_each(b"511 Command Not Permitted on a dead channel or intercept routine\n")
    with pytest.raises(AgiHangup):
        await peer.session.answer()
    assert peer.session.hung_up.is_set()


async def test_minus_one_with_the_caller_gone_is_a_hangup(peer: Peer) -> None:
    peer.answer_each(b"200 result=-1 endpos=80\nHANGUP\n")
    with pytest.raises(AgiHangup, match="during STREAM FILE"):
        await peer.session.stream("/srv/x")


async def test_minus_one_with_the_caller_there_is_a_refusal(peer: Peer) -> None:
    peer.answer_each(b"200 result=-1 endpos=0\n", OK)
    with pytest.raises(AgiRefused, match="could not do STREAM FILE"):
        await peer.session.stream("/srv/missing")
    await peer.session.music(False)


async def test_an_unknown_application_is_a_refusal(peer: Peer) -> None:
    peer.answer_each(b"200 result=-2\n")
    with pytest.raises(AgiRefused, match="no application Nope"):
        await peer.session.execute("Nope")


async def test_a_recording_that_the_caller_ends_by_hanging_up_is_kept(peer: Peer) -> None:
    peer.answer_each(b"200 result=-1 (hangup) endpos=16000\nHANGUP\n")
    recorded = await peer.session.record("/srv/x", silence_s=3)
    assert (recorded.end, recorded.duration_ms) == (RecordEnd.HANG_UP, 2000)
    assert peer.writer.lines == ['RECORD FILE "/srv/x" "wav" "#" "60000" "BEEP" "s=3"']


async def test_a_recording_that_cannot_be_made_is_a_refusal(peer: Peer) -> None:
    peer.answer_each(b"200 result=-1 (writefile)\n")
    with pytest.raises(AgiRefused):
        await peer.session.record("/nowhere/x")


@pytest.mark.parametrize(
    ("reply", "digit", "complete"),
    [
        (b"200 result=0 endpos=-1\n", "", True),
        (b"200 result=0 endpos=640\n", "", False),
        (b"200 result=0 endpos=0\n", "", False),
        (b"200 result=35 endpos=640\n", "#", False),
    ],
)
async def test_a_stopped_prompt_is_told_from_a_complete_one_without_asking(
    peer: Peer, reply: bytes, digit: str, complete: bool
) -> None:
    peer.answer_each(reply)
    result = await peer.session.control_stream("/srv/x", "#")
    assert (result.complete, result.digit) == (complete, digit)
    if not complete:
        assert f"endpos={result.end_ms}" in reply.decode()
    assert len(peer.writer.lines) == 1


async def test_after_a_timeout_the_connection_is_closed(peer: Peer) -> None:
    with pytest.raises(AgiTimeout):
        await peer.session.command("GET DATA", timeout_s=0.01)
    assert peer.writer.aborted
    peer.say(b"200 result=1 (late)\n")
    with pytest.raises(AgiHangup):
        await peer.session.get_variable("X")


async def test_after_a_cancelled_command_the_connection_is_closed(peer: Peer) -> None:
    playing = asyncio.create_task(peer.session.stream("/srv/x"))
    await asyncio.sleep(0.01)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert peer.writer.aborted
    assert peer.session.hung_up.is_set()


async def test_cancelling_a_command_that_has_not_been_sent_harms_nothing(peer: Peer) -> None:
    first = asyncio.create_task(peer.session.get_variable("A"))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(peer.session.get_variable("B"))
    await asyncio.sleep(0.01)
    second.cancel()
    peer.say(b"200 result=1 (a)\n")
    assert await first == "a"
    assert not peer.session.hung_up.is_set()


async def test_the_end_of_the_stream_ends_the_waiting_command(peer: Peer) -> None:
    playing = asyncio.create_task(peer.session.stream("/srv/x"))
    await asyncio.sleep(0.01)
    peer.reader.feed_eof()
    with pytest.raises(AgiHangup):
        await playing


async def test_a_broken_socket_ends_the_waiting_command(peer: Peer) -> None:
    playing = asyncio.create_task(peer.session.stream("/srv/x"))
    await asyncio.sleep(0.01)
    peer.reader.set_exception(ConnectionResetError())
    with pytest.raises(AgiHangup):
        await playing


async def test_an_unknown_code_ends_the_session(peer: Peer) -> None:
    peer.answer_each(b"599 whatever\n")
    with pytest.raises(AgiProtocolError):
        await peer.session.answer()
    assert peer.writer.aborted


async def test_an_endless_line_ends_the_session() -> None:
    peer = Peer(limit=1000)
    peer.answer_each(b"x" * 3000)
    with pytest.raises(AgiProtocolError):
        await peer.session.answer()
    assert peer.writer.aborted
    await peer.close()
