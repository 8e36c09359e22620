"""JSON Schemas of a city's files, for editors: completion, hover, and mistakes underlined.

They come from the models that the loader checks with. What the models' docstrings say of a field,
in sentences that name it in backticks, is shown when the pointer is over it. Rules that look across
fields and files stay with `hotline flow lint`.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from acd.plan.file import RoutingFile
from ivr.flow.rehearsal.transcript_schema import TranscriptFile
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.knowledge import FaqsFile, KnowledgeFile
from ivr.flow.schema.languages import LanguagesFile
from ivr.flow.schema.nodes import FlowFile

DIALECT = "http://json-schema.org/draft-07/schema#"
"""What the language servers of editors understand best."""

MODELS: Mapping[str, type[BaseModel]] = {
    "city": CityFile,
    "faqs": FaqsFile,
    "flow": FlowFile,
    "knowledge": KnowledgeFile,
    "languages": LanguagesFile,
    "routing": RoutingFile,
    "test": TranscriptFile,
}

Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """Return the schema of each kind of file, by the name of the schema's file."""
    return {file_name(kind): _schema(model) for kind, model in MODELS.items()}


def file_name(kind: str) -> str:
    """Return the name of the schema of a kind of file."""
    return f"{kind}.schema.json"


def kind_of(name: str) -> str | None:
    """Return the kind of a file of a city by its name, below the city's folder."""
    if name.startswith("knowledge/"):
        return "knowledge"
    kind = name.removesuffix(".yaml").rpartition(".")[2]
    return kind if kind in MODELS else None


def modeline(kind: str, folder: str) -> str:
    """Return the comment that tells an editor which schema a file has; `folder` has the schemas."""
    return f"# yaml-language-server: $schema={folder}/{file_name(kind)}"


class _Generator(GenerateJsonSchema):
    """Nothing of its own but to leave out titles, which repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _schema(model: type[BaseModel]) -> Schema:
    schema = model.model_json_schema(schema_generator=_Generator)
    told = {kind.__name__: _sentences(kind) for kind in _models(model)}
    for name, definition in (*schema.get("$defs", {}).items(), (model.__name__, schema)):
        definition.pop("title", None)
        for field, about in definition.get("properties", {}).items():
            sentences = [each for each in told.get(name, ()) if f"`{field}`" in each]
            if sentences and "description" not in about:
                definition["properties"][field] = {"description": " ".join(sentences), **about}
    definitions = schema.get("$defs", {})
    tidy: Schema = _tidy(schema, definitions)
    return {"$schema": DIALECT, **_with_draft_7_names(tidy)}


def _with_draft_7_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            "definitions" if key == "$defs" else key: _with_draft_7_names(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_with_draft_7_names(each) for each in value]
    return value.replace("#/$defs/", "#/definitions/") if isinstance(value, str) else value


def _tidy(value: Any, definitions: Mapping[str, Schema]) -> Any:
    """Refuse keys of no pattern, and let `type` alone choose between kinds."""
    if isinstance(value, list):
        return [_tidy(each, definitions) for each in value]
    if not isinstance(value, dict):
        return value
    if "discriminator" in value:
        return _by_type(value, definitions)
    done = {key: _tidy(each, definitions) for key, each in value.items()}
    if "patternProperties" in done:
        done["additionalProperties"] = False
    return done


def _by_type(union: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """An editor then complains of the kind that is meant, not of all the others."""
    kinds: Mapping[str, str] = union["discriminator"]["mapping"]
    about = [
        definitions[reference.rpartition("/")[2]].get("description", "")
        for reference in kinds.values()
    ]
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(kinds), "markdownEnumDescriptions": about}},
        "allOf": [
            {
                "if": {"required": ["type"], "properties": {"type": {"const": kind}}},
                "then": {"$ref": reference},
            }
            for kind, reference in kinds.items()
        ],
    }


def _sentences(model: type[BaseModel]) -> list[str]:
    """Split what a model and those it extends say of themselves."""
    kinds = (
        kind for kind in model.__mro__ if issubclass(kind, BaseModel) and kind is not BaseModel
    )
    texts = (" ".join(inspect.cleandoc(kind.__doc__ or "").split()) for kind in kinds)
    return [each for text in texts for each in re.split(r"(?<=\.)\s+(?=[A-Z`])", text)]


def _models(annotation: Any, seen: set[type[BaseModel]] | None = None) -> Iterator[type[BaseModel]]:
    """Yield every model that a model is made of, itself first."""
    seen = set() if seen is None else seen
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in seen:
            return
        seen.add(annotation)
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation, seen)
        return
    for argument in getattr(annotation, "__args__", ()):
        yield from _models(argument, seen)
