"""The names that stand for something in a city's files, also where they could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from acd.plan.file import RoutingFile
from ivr.flow.loading.knowledge_files import KnowledgeFiles
from ivr.flow.loading.known import Known, known_in
from ivr.flow.loading.salvage import words_in
from ivr.flow.loading.source import Source
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.languages import LanguagesFile
from ivr.flow.schema.nodes import FlowFile


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of each kind that a city has."""

    city: Source[CityFile]
    languages_file: Source[LanguagesFile]
    routing: Source[RoutingFile]
    knowledge: KnowledgeFiles
    flows: Mapping[str, Source[FlowFile]]

    @cached_property
    def calendars(self) -> Known:
        """The calendars of `city.yaml`."""
        return known_in(self.city, "calendars", self.city.value.calendars)

    @cached_property
    def languages(self) -> Known:
        """The tags of languages."""
        file = self.languages_file
        return known_in(file, "languages", file.value.languages)

    @cached_property
    def queues(self) -> Known:
        """The queues."""
        return known_in(self.routing, "queues", self.routing.value.queues)

    @cached_property
    def skills(self) -> Known:
        """The skills of agents; without agents every skill counts."""
        agents = self.routing.value.agents
        skills = {skill for agent in agents.values() for skill in agent.skills}
        is_whole = self.routing.gone.is_whole("agents")
        return Known(skills, is_open=not agents or not is_whole)

    def exits(self, queue: str) -> Known:
        """The exits by which callers of a queue may come back to the flow."""
        if not self.routing.gone.is_whole("queues"):
            return Known((), is_open=True)
        return Known(self.routing.value.exits(queue))

    @cached_property
    def items(self) -> Known:
        """The codes of all that the city knows."""
        codes = (entry.code for entry in self.knowledge.entries())
        return self.knowledge.with_gone(codes)

    @cached_property
    def questions(self) -> Known:
        """The codes that can be answered, on whatever day."""
        return self.knowledge.with_gone(self.knowledge.codes())

    @cached_property
    def flow_names(self) -> Known:
        """The flows, also those whose files could not be read."""
        return Known(self.flows)

    def nodes(self, flow: Source[FlowFile]) -> Known:
        """The nodes of a flow."""
        return known_in(flow, "nodes", flow.value.nodes)

    @cached_property
    def has_all_nodes(self) -> bool:
        """Whether no node of any flow was left out."""
        return all(flow.gone.is_whole("nodes") for flow in self.flows.values())

    @cached_property
    def unseen_variables(self) -> Known:
        """The variables that nodes which were left out may set."""
        left_out = (flow.gone.entries.get("nodes", {}) for flow in self.flows.values())
        words = (word for nodes in left_out for node in nodes.values() for word in words_in(node))
        is_open = any("nodes" in flow.gone.sections for flow in self.flows.values())
        return Known(words, is_open=is_open)
