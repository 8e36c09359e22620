import pytest

from agent_desk.softphone.invite import parse_invite

HEAD = "INVITE sip:311@127.0.0.1:5070;transport=udp SIP/2.0\r\n"


@pytest.mark.parametrize(
    ("value", "caller_id", "display_name"),
    [
        ("<sip:2125550100@city.example>;tag=1", "2125550100", ""),
        ('"Ana \\"Nita\\" Díaz" <sip:17@10.0.0.1>;tag=1', "17", 'Ana "Nita" Díaz'),
        ("Bob <sip:bob@h>", "bob", "Bob"),
        ("sip:carol@h:5060;tag=9", "carol", ""),
        ("<sip:h>", "", ""),
        ("tel-nonsense", "", ""),
    ],
)
def test_the_caller_is_read_from_every_form_of_from(value, caller_id, display_name):
    invite = parse_invite(f"{HEAD}From: {value}\r\n\r\n")
    assert (invite.caller_id, invite.display_name) == (caller_id, display_name)


def test_request_line_compact_folded_and_repeated_headers():
    invite = parse_invite(
        f"{HEAD}f: <sip:a@h>\r\nX-Long: one\r\n  two\r\nX-Many: 1\r\nx-many: 2\r\n\r\nX-Body: no"
    )
    assert (invite.dialled, invite.port, invite.caller_id) == ("311", 5070, "a")
    assert invite.header("X-LONG") == "one two"
    assert invite.headers["x-many"] == ("1", "2")
    assert invite.header("X-Body") is None


@pytest.mark.parametrize(
    ("uri", "dialled", "port"),
    [
        ("sip:9@h", "9", None),
        ("sips:9@[::1]:5061", "9", 5061),
        ("sip:127.0.0.1:5080", "", 5080),
        ("tel:911", "", None),
    ],
)
def test_the_request_uri_tells_number_and_port(uri, dialled, port):
    invite = parse_invite(f"INVITE {uri} SIP/2.0\r\nFrom: <sip:a@h>\r\n\r\n")
    assert (invite.dialled, invite.port) == (dialled, port)
