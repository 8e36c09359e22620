"""Small helpers around the pjsua2 bindings.

A rule for all code that uses them: a part of a returned structure (`stat.rtcp`, `info.media`)
points into its parent, so the parent must be kept in a variable while the part is read.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pjsua2 as pj

from agent_desk.softphone.errors import StackError


@contextmanager
def stack_errors(what: str) -> Iterator[None]:
    """Turn the stack's error into ours; its own text is empty until asked for.

    Raises:
        StackError: the stack refused to `what`.
    """
    try:
        yield
    except pj.Error as error:
        raise StackError(f"cannot {what}: {error.reason} ({error.status})") from error


def delete(thing: Any) -> None:
    """Delete an object of the stack now; whoever still refers to it must not use it."""
    type(thing).__swig_destroy__(thing)


@contextmanager
def muted_stdout() -> Iterator[None]:
    """Drop what C code prints: until it is configured, the stack logs to standard output."""
    libc = ctypes.CDLL(None)
    sys.stdout.flush()
    libc.fflush(None)
    kept = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        yield
        libc.fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


def call_parameters(
    *,
    code: int | None = None,
    reason: str = "",
    from_uri: str = "",
    headers: Mapping[str, str] | None = None,
) -> pj.CallOpParam:
    """Return the parameters of an operation on an audio-only call."""
    parameters = pj.CallOpParam(True)
    # One audio line and nothing else: some releases offer real-time text by default.
    parameters.opt.audioCount = 1
    parameters.opt.videoCount = 0
    parameters.opt.textCount = 0
    if code is not None:
        parameters.statusCode = code
    parameters.reason = reason
    parameters.txOption.localUri = from_uri
    for name, value in (headers or {}).items():
        header = pj.SipHeader()
        header.hName = name
        header.hValue = value
        parameters.txOption.headers.append(header)
    return parameters
