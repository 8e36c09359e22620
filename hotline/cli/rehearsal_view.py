"""A rehearsed call as text: what is heard, where the call is, what may be done."""

from collections.abc import Mapping
from typing import Final

import click
from pydantic import ValidationError

from ivr.flow import commands
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.acts import where
from ivr.flow.rehearsal.call import Rehearsal
from ivr.flow.rehearsal.log import Heard
from ivr.flow.rehearsal.transcript_schema import TurnSpec

HELP: Final = """\
  1, 10, #            keys, one at once after the other
  words               what the caller says; /say 311 says figures, /type words types them
  (empty line)        silence, until the flow goes on by itself
  /wait 30            30 seconds pass
  /agent joins        also: leaves, declares_emergency
  /corrects fr        the agent says what the caller's language is
  /queue timed_out    also: served, unstaffed, full, closed, overflowed EXIT
  /destination answers   also: does_not_answer
  /fails Play         the telephone cannot do that: Play, RecordMessage, EnterQueue, ...
  /hangup             so does the end of the input"""

KEYS = frozenset("0123456789*#")
_NAMES = {"wait": "waits", "hangup": "hangs_up", "say": "says", "type": "types"}
_COLUMN = 8


def turn_of(typed: str | None) -> TurnSpec | str:
    """Return what a line means, or what is wrong with it; None is the end of the input."""
    if typed is None:
        return TurnSpec(hangs_up=True)
    if not typed:
        return TurnSpec(silence=True)
    if set(typed) <= KEYS:
        return _turn({"keys": typed}, f"{len(typed)} keys are too many for a line, at most 200")
    if not typed.startswith("/"):
        return _turn({"says": typed}, "that cannot be said: 1 to 2000 characters, in UTF-8")
    word, _, rest = typed[1:].partition(" ")
    kind = _NAMES.get(word, word)
    if kind == "corrects":
        tag = rest.strip()
        return _turn({kind: tag}, f"{tag!r} is no tag of a language, like en or zh-Hant")
    fields: dict[str, object] = {kind: rest.strip() or True}
    if kind == "queue" and " " in rest:
        result, _, way_out = rest.partition(" ")
        fields = {"queue": result, "exit": way_out.strip()}
    return _turn(fields, f"{typed!r} is nothing that can be done: /help")


def _turn(fields: dict[str, object], complaint: str) -> TurnSpec | str:
    try:
        return TurnSpec.model_validate(fields)
    except ValidationError:
        return complaint


class View:
    """Prints what is new of a call."""

    def __init__(self, call: Rehearsal, profile: Profile) -> None:
        """Have shown nothing; the keys that are good everywhere are those of `profile`."""
        self._call = call
        self._profile = profile
        self._shown = 0
        self._has_told_everywhere = False

    def show(self) -> list[str]:
        """Print what happened since the last time. Returns the texts that were heard."""
        new, self._shown = self._call.log[self._shown :], len(self._call.log)
        for entry in new:
            clock = f"{int(entry.at_s) // 60}:{entry.at_s % 60:04.1f}".rjust(_COLUMN)
            if isinstance(entry, Heard):
                text = f"{entry.prompt.language}  {entry.prompt.text or '(a tone)'}"
            elif entry.what == "node":
                text = f"-- {entry.node} ({entry.detail})"
            else:
                text = f"   [{entry.what} {entry.detail}".rstrip() + "]"
            click.echo(f"{clock} {text}")
        return [entry.prompt.text for entry in new if isinstance(entry, Heard)]

    def status(self) -> None:
        """Print what the call is doing and what may be said or pressed.

        What is good everywhere is said once.
        """
        if not self._has_told_everywhere:
            self._has_told_everywhere = True
            keys = {self._profile.human.key: "person", **self._profile.emergency.keys}
            click.echo(f"{'':{_COLUMN}} everywhere: {_told(keys)}")
        click.echo(f"{'':{_COLUMN}} {where(self._call)}{self._offers()}")

    def _offers(self) -> str:
        parts = []
        if keys := self._call.machine.offers:
            parts.append(f"keys {_told(keys)}")
        listening = self._call.listening
        if isinstance(listening, commands.ListenForLanguage):
            parts.append(f"say a language, {len(listening.candidates)} are known")
        elif listening is not None:
            words: dict[str, str] = {}
            for phrase in listening.phrases:
                words.setdefault(phrase.choice, phrase.words)
            parts.append("words " + ", ".join(map(repr, words.values())))
        if self._call.is_waiting:
            parts.append("/agent joins, /wait 30")
        elif self._call.is_served:
            parts.append("/agent leaves")
        elif self._call.is_transferred:
            parts.append("/destination answers")
        return "".join(f"\n{'':{_COLUMN}}    {part}" for part in parts)


def _told(keys: Mapping[str, str]) -> str:
    return ", ".join(key if key == what else f"{key} {what}" for key, what in keys.items())
