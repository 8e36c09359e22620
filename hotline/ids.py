"""Ids that sort by time and can be read aloud: `call-1rk7c2mq-x3f9`."""

import secrets
import time

# Crockford's base 32: no I, L, O or U to be mistaken.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

_last_ms = 0


def _base32(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        value, rest = divmod(value, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))


def new_id(prefix: str) -> str:
    """Return `prefix-<epoch milliseconds>-<25 random bits>`, both in base 32.

    No two of a process have the same millisecond: they are unique and in order.
    """
    global _last_ms
    _last_ms = max(time.time_ns() // 1_000_000, _last_ms + 1)
    return f"{prefix}-{_base32(_last_ms, 9)}-{_base32(secrets.randbits(25), 5)}"
