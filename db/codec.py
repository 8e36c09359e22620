"""Events to JSON and back, driven by the type hints of the event classes.

The kind is the class name. Enums become their value, tuples lists, nested dataclasses objects;
a float that is not finite becomes a string, because JSON has no word for it. Reading takes a
missing field from its default, so that a field may be added to an event later, and leaves out
fields it does not know.
"""

import dataclasses
import math
import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import acd.events
import ivr.flow.events
from db.errors import EventCodecError, MalformedEvent, UnknownEventKind

Event = acd.events.Event | ivr.flow.events.Event

EVENT_CLASSES: Mapping[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}


def call_of(event: Event) -> str | None:
    """Return the call that the event belongs to; a callback is a call under its own id."""
    call_id: str | None = getattr(event, "call_id", None) or getattr(event, "callback_id", None)
    return call_id


def encode_event(event: Event) -> tuple[str, dict[str, Any]]:
    """Return the kind and a payload of JSON types.

    Raises:
        UnknownEventKind: `event` is not of an event class.
        EventCodecError: a field holds something JSON cannot express.
    """
    kind = type(event).__name__
    if EVENT_CLASSES.get(kind) is not type(event):
        raise UnknownEventKind(f"{kind} is not an event that the ledger knows.")
    return kind, cast(dict[str, Any], _encode(event))


def decode_event(kind: str, payload: object) -> Event:
    """Return the event that `encode_event` took apart.

    Raises:
        UnknownEventKind: no event class has that name.
        MalformedEvent: a field is missing or has the wrong type.
    """
    cls = EVENT_CLASSES.get(kind)
    if cls is None:
        raise UnknownEventKind(
            f"The ledger holds an event of kind {kind!r}, which this version does not know."
        )
    try:
        return cast(Event, _decoder(cast(Any, cls))(payload))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise MalformedEvent(f"A {kind} event in the ledger cannot be read: {error}.") from error


def _encode(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (str, int)):
        return value
    if dataclasses.is_dataclass(value):
        return {f.name: _encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _encode(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_encode(item) for item in value]
    raise EventCodecError(f"A {type(value).__name__} cannot be kept in the ledger.")


@cache
def _decoder(hint: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (_decoder(argument) for argument in arguments if argument is not types.NoneType)
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _decoder(arguments[0])
        return lambda value: tuple(item(each) for each in _expect(list, value))
    if origin is not None and issubclass(origin, Mapping):
        item = _decoder(arguments[1])
        return lambda value: {key: item(each) for key, each in _expect(dict, value).items()}
    if dataclasses.is_dataclass(hint):
        return _dataclass_decoder(cast(type, hint))
    if issubclass(hint, Enum):
        return lambda value: hint(value)
    if hint is float:
        return float
    return lambda value: _expect(hint, value)


def _dataclass_decoder(cls: type) -> Callable[[Any], Any]:
    decoders = {name: _decoder(hint) for name, hint in get_type_hints(cls).items()}

    def decode(value: Any) -> Any:
        fields = _expect(dict, value)
        return cls(**{n: decode(fields[n]) for n, decode in decoders.items() if n in fields})

    return decode


def _expect(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value
