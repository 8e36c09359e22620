"""Calling another flow, and coming back from it."""

from typing import Literal

from ivr.flow.schema.fields import Name
from ivr.flow.schema.node_base import Next, NodeFile


class CallSpec(NodeFile):
    """Go through another flow of the city, and on from here when it returns.

    Variables belong to the call: the other flow sees those set before, and leaves its own. A flow
    cannot call itself, nor one that calls it. Who asks for a person there comes to this flow's.
    """

    type: Literal["call"]
    flow: Name
    next: Next = None


class ReturnSpec(NodeFile):
    """Go back to the flow that called this one."""

    type: Literal["return"]
