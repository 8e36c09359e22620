"""docs/files.md has every field of a city's files, and each is explained."""

import pytest
from pydantic import BaseModel

from ivr.flow.schema.json_schema import MODELS
from scripts import files_doc
from scripts.model_tables import models_below


def test_the_files_are_described_as_they_are() -> None:
    assert files_doc.DOCUMENT.read_text("utf-8") == files_doc.document(), (
        "run `python -m scripts.files_doc`"
    )


@pytest.mark.parametrize("kind", files_doc.KINDS)
def test_every_field_is_explained(kind: str) -> None:
    models: list[type[BaseModel]] = [MODELS[kind], *models_below(MODELS[kind])]
    unexplained = [
        f"{model.__name__}.{name}"
        for model in models
        for name in model.model_fields
        if f"`{name}" not in files_doc._about(model)
    ]
    assert unexplained == []
