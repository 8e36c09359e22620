"""Each path reaches a person, a message, or a hang-up after an answer."""

from collections import deque
from collections.abc import Iterator

from ivr.flow.proof.finding import Finding, example, path_to
from ivr.flow.proof.space import Space, Step

PROOF = "helped"


def ends_without_help(space: Space) -> Iterator[Finding]:
    """Report where a call can be hung up before the caller has been helped."""
    parents: dict[int, tuple[int, Step]] = {}
    seen = {0}
    ahead = deque([0])
    while ahead:
        number = ahead.popleft()
        if space.is_end(number):
            place = space.places[number]
            yield Finding(
                proof=PROOF,
                flow=place.flow,
                node=place.node,
                message="a caller can get here without a person, a message or an answer",
                example=example(space, path_to(number, parents)),
                hint="put an enqueue, transfer or voicemail node on the way, "
                "or mark the say node that answers with `informs: true`",
            )
        for step in space.steps[number]:
            if not step.is_help and step.to not in seen:
                seen.add(step.to)
                parents[step.to] = (number, step)
                ahead.append(step.to)
