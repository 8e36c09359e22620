import pytest

from bench.caller import media_of
from bench.errors import CallFailed

ANSWER = "SIP/2.0 200 OK\r\n\r\nv=0\r\nc=IN IP4 127.0.0.9\r\nm=audio 4002 RTP/AVP 8\r\n"


def test_the_answer_says_where_audio_goes() -> None:
    assert media_of(ANSWER) == ("127.0.0.9", 4002)


@pytest.mark.parametrize("line", ["c=IN IP4 127.0.0.9\r\n", "m=audio 4002 RTP/AVP 8\r\n"])
def test_an_answer_without_audio_is_an_error(line: str) -> None:
    with pytest.raises(CallFailed, match="audio"):
        media_of(ANSWER.replace(line, ""))
