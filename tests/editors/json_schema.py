"""As much of JSON Schema (draft 7) as the schemas of a city's files use, and not a word more."""

import re
from typing import Any

_TOLD = {"$schema", "description", "default", "title", "markdownEnumDescriptions", "definitions"}
_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool) and kind in ("integer", "number"):
        return False
    return isinstance(value, _TYPES[kind])


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> list[str]:
    """Return where and by which keyword a value is refused."""
    found: list[str] = []

    def expect(holds: bool, keyword: str) -> None:
        if not holds:
            found.append(f"{at}: {keyword}")

    for keyword, rule in schema.items():
        match keyword:
            case "$ref":
                definition = root["definitions"][rule.removeprefix("#/definitions/")]
                found += faults(value, definition, root, at)
            case "type":
                kinds = [rule] if isinstance(rule, str) else rule
                expect(any(_is(value, kind) for kind in kinds), keyword)
            case "enum":
                expect(value in rule, keyword)
            case "const":
                expect(value == rule, keyword)
            case "anyOf":
                expect(any(not faults(value, each, root, at) for each in rule), keyword)
            case "allOf":
                for each in rule:
                    found += faults(value, each, root, at)
            case "if":
                if not faults(value, rule, root, at):
                    found += faults(value, schema["then"], root, at)
            case "propertyNames" if isinstance(value, dict):
                for key in value:
                    found += faults(str(key), rule, root, f"{at}.{key}")
            case "then" | "additionalProperties":
                continue
            case "format":
                expect(rule == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", value), keyword)
            case "pattern":
                expect(re.search(rule, str(value)) is not None, keyword)
            case "required" if isinstance(value, dict):
                expect(set(rule) <= set(value), keyword)
            case "properties" | "patternProperties" if isinstance(value, dict):
                continue
            case "items" if isinstance(value, list):
                for index, item in enumerate(value):
                    found += faults(item, rule, root, f"{at}.{index}")
            case "minProperties" | "minItems" | "minLength":
                expect(not hasattr(value, "__len__") or len(value) >= rule, keyword)
            case "maxProperties" | "maxItems" | "maxLength":
                expect(not hasattr(value, "__len__") or len(value) <= rule, keyword)
            case "minimum":
                expect(value >= rule, keyword)
            case "maximum":
                expect(value <= rule, keyword)
            case "exclusiveMinimum":
                expect(value > rule, keyword)
            case "exclusiveMaximum":
                expect(value < rule, keyword)
            case "required" | "properties" | "patternProperties" | "items":
                continue
            case _:
                assert keyword in _TOLD, f"the keyword {keyword} is not known here"
    if isinstance(value, dict):
        found += _members(value, schema, root, at)
    return found


def _members(
    value: dict[Any, Any], schema: dict[str, Any], root: dict[str, Any], at: str
) -> list[str]:
    found: list[str] = []
    patterns = schema.get("patternProperties", {})
    for key, member in value.items():
        rules = [schema["properties"][key]] if key in schema.get("properties", {}) else []
        rules += [rule for pattern, rule in patterns.items() if re.search(pattern, str(key))]
        here = f"{at}.{key}"
        others = schema.get("additionalProperties", True)
        if not rules and others is False:
            found.append(f"{here}: unknown key")
        elif not rules and isinstance(others, dict):
            rules.append(others)
        for rule in rules:
            found += faults(member, rule, root, here)
    return found
