"""The routing file as a person writes it, and its compilation into a `RoutingPlan`.

    hours:
      office: {zone: America/New_York, week: {mon: ["08:00-18:00"]}, holidays: [2026-12-25]}
    queues:
      general: {kind: general, ring_timeout_s: 15, wrap_up_s: 20, max_wait_s: 120, hours: office}
      expert-housing:
        kind: expert
        skills: {housing: 5}
        recipe:
          - {after_s: 30, skills: {housing: 3}}
          - {after_s: 60, skills: {}, kinds: [general, expert]}
        policy: last_agent
        overflow: {after_s: 120, exit: voicemail}
      interpreters: {kind: interpreter, wrap_up_s: 5}
    groups:
      north-desk: {site: north, agents: ["1001"]}
    agents:
      "1001": {name: Ada, device: agent1001, kinds: [general], languages: {en: 5, es: 4}}
    pause_reasons:
      lunch: {paid: false}
    supervisors:
      "9001": {name: Sue, device: sup9001, groups: [north-desk]}

No file is read here: whoever reads YAML hands the parsed mapping to `RoutingFile`. Every mistake
is reported at the field that has it; `acd.plan.agent_checks`, `acd.plan.queue_checks` and
`acd.plan.vendor_sections` have the rules that look across fields.
"""

import hashlib
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from acd.plan.agent_checks import agent_faults
from acd.plan.model import RoutingPlan, StaffMinimum, TransferBack
from acd.plan.queue_checks import queue_faults
from acd.plan.sections import (
    AgentConfig,
    GroupConfig,
    HoursConfig,
    MinimumStaffConfig,
    Name,
    PauseReasonConfig,
    QueueConfig,
    SupervisorConfig,
)
from acd.plan.supervisor_checks import minimum_staff_faults, supervisor_faults
from acd.plan.vendor_sections import VendorConfig, vendor_faults
from acd.plan.view import Parts


class RoutingFile(BaseModel):
    """`routing.yaml`: people and queues, by their names; agents and supervisors by their numbers.

    `queues` are where callers wait, `agents` who serves them, `groups` of agents, `supervisors`
    who looks after them. `hours` are opening hours that queues name. `transfer_back` is where a
    caller goes whom the agent of a blind transfer did not answer. `pause_reasons` are those an
    agent may give, `vendors` the interpreters hired by the minute, `minimum_staff` when too few
    agents are there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    queues: Annotated[dict[Name, QueueConfig], Field(min_length=1)]
    agents: dict[Name, AgentConfig] = Field(default_factory=dict)
    groups: dict[Name, GroupConfig] = Field(default_factory=dict)
    hours: dict[Name, HoursConfig] = Field(default_factory=dict)
    transfer_back: TransferBack = TransferBack.QUEUE
    pause_reasons: dict[Name, PauseReasonConfig] = Field(default_factory=dict)
    vendors: dict[Name, VendorConfig] = Field(default_factory=dict)
    supervisors: dict[Name, SupervisorConfig] = Field(default_factory=dict)
    minimum_staff: dict[Name, MinimumStaffConfig] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_across(self) -> Self:
        parts = _parts(self)
        faults = [
            *agent_faults(parts),
            *supervisor_faults(parts),
            *minimum_staff_faults(parts, self.minimum_staff),
            *queue_faults(parts),
            *vendor_faults(parts, self.vendors),
        ]
        if faults:
            raise ValidationError.from_exception_data(type(self).__name__, faults)
        return self

    def exits(self, queue: str) -> frozenset[str]:
        """The exits by which callers of this queue may come back to the flow."""
        return _parts(self).exits(queue)


def compile_plan(file: RoutingFile) -> RoutingPlan:
    """Freeze a checked file into the plan the engine routes by."""
    parts = _parts(file)
    hours = {name: config.compiled() for name, config in file.hours.items()}
    queues = {
        name: config.compiled(name, hours[config.hours] if config.hours else None)
        for name, config in file.queues.items()
    }
    return RoutingPlan(
        queues=MappingProxyType(queues),
        agents=MappingProxyType({agent_id: parts.profile(agent_id) for agent_id in file.agents}),
        interpreter_queue=next(iter(parts.interpreter_queues), None),
        transfer_back=file.transfer_back,
        pause_reasons=MappingProxyType(
            {name: reason.compiled() for name, reason in file.pause_reasons.items()}
        ),
        vendors=tuple(
            vendor.compiled(name, rank)
            for rank, (name, vendor) in enumerate(file.vendors.items(), start=1)
        ),
        supervisors=MappingProxyType({each: parts.supervisor(each) for each in file.supervisors}),
        minimum_staff=MappingProxyType(
            {
                name: StaffMinimum(
                    name=name,
                    minimum=rule.minimum,
                    after_s=rule.after_s,
                    queue=rule.queue or "",
                    group=rule.group or "",
                    hours=hours[rule.hours] if rule.hours else None,
                )
                for name, rule in file.minimum_staff.items()
            }
        ),
        version=hashlib.sha256(file.model_dump_json().encode()).hexdigest()[:12],
    )


def _parts(file: RoutingFile) -> Parts:
    return Parts(
        queues=file.queues,
        agents=file.agents,
        groups=file.groups,
        hours=file.hours,
        supervisors=file.supervisors,
    )
