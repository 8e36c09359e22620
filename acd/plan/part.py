"""The base of every section that a person writes."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
