"""The type of an option whose value is one of the files' own types."""

from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from ivr.flow.loading.value_words import message_of


class SchemaType(click.ParamType[str]):
    """A text as the files have it, such as a name or a telephone number."""

    def __init__(self, name: str, form: Any) -> None:
        """`form` is an annotated type of `ivr.flow.schema.fields`, `name` what help calls it."""
        self.name = name
        self._form: TypeAdapter[str] = TypeAdapter(form)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text.

        Raises:
            BadParameter: it is not of the form, in the words that lint has for it.
        """
        try:
            return self._form.validate_python(value)
        except ValidationError as error:
            self.fail(f"{value!r} {message_of(error.errors()[0])}", param, ctx)
