"""What stands in the place of a section that could not be read: it says as little as can be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from acd.plan.file import RoutingFile
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.everywhere import EmergencyRule, HumanRule, Limits
from ivr.flow.schema.knowledge import FaqsFile, KnowledgeFile
from ivr.flow.schema.languages import LanguagesFile
from ivr.flow.schema.nodes import FlowFile

_CITY: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "name": "",
        "zone": "UTC",
        "first_line": [],
        "default_line": "",
        "lines": {},
        "destinations": {},
        "emergency": EmergencyRule.model_construct(keys=[], words={}, destination="", also=[]),
        "human": HumanRule.model_construct(key="", words={}, goto="", announce={}),
        "limits": Limits(menu_options=9),
    }
)
LEAST: Final[Mapping[type[BaseModel], Mapping[str, Any]]] = MappingProxyType(
    {
        CityFile: _CITY,
        LanguagesFile: {"languages": {}},
        RoutingFile: {"queues": {}},
        FlowFile: {"start": "", "nodes": {}},
        FaqsFile: {"faqs": {}},
        KnowledgeFile: {"items": {}},
    }
)
"""By the model of a file: what its sections must at least be."""
