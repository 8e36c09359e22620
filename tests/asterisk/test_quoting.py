import pytest

from ivr.asterisk.quoting import (
    agi_quote,
    app_argument,
    app_arguments,
    caller_id,
    channel_variable,
    one_line,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a\r\nb", "a b"), ("a\n\n\x00b", "a b"), (7, "7"), ("plain", "plain")],
)
def test_a_value_is_one_line(value: object, expected: str) -> None:
    assert one_line(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", '""'),
        ('say "hi"', '"say \\"hi\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ("x\nEXEC System rm", '"x EXEC System rm"'),
    ],
)
def test_an_agi_argument_cannot_leave_its_quotes(value: str, expected: str) -> None:
    assert agi_quote(value) == expected


def test_commas_quotes_and_backslashes_stay_inside_one_application_argument() -> None:
    assert app_argument('a,b "c" \\') == 'a\\,b \\"c\\" \\\\'
    assert app_arguments([1, "a,b"]) == "1,a\\,b"


def test_a_channel_variable_cannot_add_another() -> None:
    assert channel_variable("V", "a,W=b\r\nAction: x") == "V=a\\,W=b Action: x"


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("City", "311", '"City" <311>'),
        ('A" <911>\r\nX: y', "3 1<1>", '"A 911 X: y" <311>'),
        ("", "", ""),
        ("", "311", '"" <311>'),
    ],
)
def test_a_caller_id_holds_one_name_and_one_number(name: str, number: str, expected: str) -> None:
    assert caller_id(name, number) == expected
