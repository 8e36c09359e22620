import pytest

from bench.errors import CallFailed
from bench.sip import message as sip

BODY = "v=0\r\nc=IN IP4 127.0.0.9\r\nm=audio 4002 RTP/AVP 8\r\n"


def test_the_answer_says_where_audio_goes() -> None:
    assert sip.media_of(BODY) == ("127.0.0.9", 4002)
    assert sip.media_of(sip.sdp(4711)) == ("127.0.0.1", 4711)


@pytest.mark.parametrize("line", ["c=IN IP4 127.0.0.9\r\n", "m=audio 4002 RTP/AVP 8\r\n"])
def test_an_answer_without_audio_is_an_error(line: str) -> None:
    with pytest.raises(CallFailed, match="audio"):
        sip.media_of(BODY.replace(line, ""))


def written() -> sip.Message:
    return sip.parse(
        sip.request(
            "INVITE",
            "sip:7011@127.0.0.1:15060",
            me="bench",
            port=4000,
            frm="<sip:2125550100@127.0.0.1>;tag=a",
            to="<sip:7011@127.0.0.1>",
            call_id="c1",
            cseq=1,
            body=BODY,
        )
    )


def test_a_request_is_read_as_it_was_written() -> None:
    told = written()
    assert (told.method, told.code, told.call_id, told.body) == ("INVITE", 0, "c1", BODY)
    assert told.contact == "sip:bench@127.0.0.1:4000"
    assert sip.user_of(told.start) == "7011"
    assert sip.user_of(told.headers["from"]) == "2125550100"


def test_a_response_belongs_to_its_request() -> None:
    told = written()
    answer = sip.parse(sip.response(told, "200 OK", port=4001, me="phone1", tag="b", body=BODY))
    assert (answer.code, answer.method, answer.call_id) == (200, "INVITE", "c1")
    assert answer.vias == told.vias
    assert answer.headers["to"].endswith(";tag=b")
    again = sip.parse(sip.response(answer, "200 OK", port=4001, tag="c"))
    assert again.headers["to"].endswith(";tag=b")


def test_every_via_goes_back_in_order() -> None:
    data = b"OPTIONS sip:a@b SIP/2.0\r\nVia: one\r\nVIA: two\r\nCSeq: 1 OPTIONS\r\n\r\n"
    assert sip.parse(data).vias == ("one", "two")


def test_the_digest_is_that_of_the_standard() -> None:
    # The example of RFC 2069 as corrected by its erratum 749.
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    said = sip.digest(
        challenge,
        user="Mufasa",
        password="CircleOfLife",
        method="GET",
        uri="/dir/index.html",
    )
    assert 'response="1949323746fe6a43ef61f9606e7febea"' in said
    assert "qop" not in said


def test_the_digest_proves_a_nonce_of_its_own_where_that_is_asked() -> None:
    said = sip.digest(
        'Digest realm="r", nonce="n", opaque="o", qop="auth"',
        user="u",
        password="p",
        method="REGISTER",
        uri="sip:x",
    )
    assert all(part in said for part in ("qop=auth", "nc=00000001", "cnonce=", 'opaque="o"'))
