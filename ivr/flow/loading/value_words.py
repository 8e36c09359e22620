"""What a value must be, for each way in which pydantic refuses one."""

from pydantic_core import ErrorDetails

_DATE = "must be a date like 2026-12-24"
_MOMENT = "must be a date and time like 2026-12-24 18:30"
_TAG = "must be the tag of a language, like en or zh-Hant"
_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "unknown key",
    "string_type": "must be text",
    "string_unicode": "holds signs that are no characters",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": "must be a set of keys with values",
    "model_type": "must be a set of keys with values",
    "model_attributes_type": "must be a set of keys with values",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "union_tag_not_found": "has no type",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:g}",
    "string_too_long": "is too long: at most {max_length} characters",
    "string_too_short": "is too short: at least {min_length} characters",
    "too_short": "must have at least {min_length}, not {actual_length}",
    "too_long": "must have at most {max_length}, not {actual_length}",
    "literal_error": "cannot be {input!r}",
    "enum": "cannot be {input!r}",
    "string_pattern_mismatch": "cannot be {input!r}",
}
_NAME = "must be a name: small letters, digits, - and _, with a letter first"
_DTMF = "must be keys to be dialled: digits, *, # and A to D"
PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$": "must be a code: letters, digits, - and _, like YB-TJ-1",
    r"^[a-z][a-z0-9_-]{0,47}$": _NAME,
    r"^[a-z][a-z0-9_]{0,47}$": "must be a name: small letters, digits and _, with a letter first",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$": "must be a name: letters, digits, dots, - and _",
    r"^[a-z0-9][a-z0-9_-]*$": "must be a name: small letters, digits, - and _",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": _TAG,
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$": _TAG,
    r"^[0-9*#]$": "must be one key: a digit, * or #",
    r"^\+?[0-9*#]{1,20}$": "must be a telephone number: digits, * and #, perhaps + before them",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$": (
        "must be a time from and to, like 08:30-17:00"
    ),
    r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$": "must be a time of day, like 08:30",
    r"^(mon|tue|wed|thu|fri|sat|sun)$": (
        "must be a day of the week: mon, tue, wed, thu, fri, sat or sun"
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$": "must be the code of a district: letters, digits, - and _",
    r"^[0-9*#]+$": "must be keys: digits, * and #",
    r"^[0-9*#A-D]{0,32}$": _DTMF,
    r"^[0-9*#A-D]{1,32}$": _DTMF,
    r"^[0-9A-D*#wW]{0,64}$": f"{_DTMF}, w for half a second, W for a second",
    r"^[0-9]{0,8}$": "must be a code of at most 8 digits",
    r"^[0-9]{2,40}$": "must be a number of 2 to 40 digits",
    r"^\+?[0-9]{2,20}$": "must be a telephone number: digits, perhaps + before them",
    r"^[A-Z]{3}$": "must be the code of a currency, like USD",
    r"^[0-9]{2}-[0-9]{2} to [0-9]{2}-[0-9]{2}$": (
        "must be from a month and day to another, like 10-01 to 05-31"
    ),
}


def message_of(detail: ErrorDetails) -> str:
    """Return what is wrong with a value, in few words."""
    context, kind = detail.get("ctx", {}), detail["type"]
    if kind == "union_tag_invalid":
        return f"unknown type {context['tag']!r}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch" and context["pattern"] in PATTERNS:
        return PATTERNS[context["pattern"]]
    if kind in ("too_short", "too_long") and not context.get("actual_length"):
        return "must not be empty"
    if kind in _MESSAGES:
        return _MESSAGES[kind].format(**{**context, "input": detail["input"]})
    message = detail["msg"]
    return message[:1].lower() + message[1:]
