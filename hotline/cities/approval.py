"""A second pair of eyes: who may bring a proposed version into force, and when.

Whether a city demands it is said by the version that is served (`publishing` in city.yaml).
Notices, and going back to a version that was served before, are never held up.
"""

from collections.abc import Collection, Sequence

from db.versions import Proposal, ProposalState
from hotline.errors import NotFound, PublishError
from ivr.flow.city_events import VersionApproved, VersionPublished, VersionRejected


def refuse_unapproved(needs_approval: bool) -> None:
    """Refuse what a second person has not approved.

    Raises:
        PublishError: the city demands it.
    """
    if needs_approval:
        raise PublishError(
            "this city's versions are approved by a second person: `hotline flow propose`, "
            "then `hotline flow approve`"
        )


def refuse_never_served(version_id: int, published: Collection[int]) -> None:
    """Refuse to go back to what was proposed and never came into force.

    Raises:
        PublishError: it never did.
    """
    if version_id not in published:
        raise PublishError(f"version {version_id} was never served")


def waiting(found: Sequence[Proposal]) -> Proposal | None:
    """Return the version that waits for approval; there is one at most."""
    return next((each for each in found if each.state is ProposalState.WAITING), None)


def approve(
    found: Sequence[Proposal], version_id: int, *, by: str, note: str, folder: str
) -> tuple[VersionApproved, VersionPublished]:
    """Return the events by which a proposed version comes into force.

    Args:
        found: the proposals on record.
        version_id: which is approved.
        by: who approves.
        note: what is said to it, or ''.
        folder: the hash of the city's folder as it is now.

    Raises:
        NotFound: there is no such proposal.
        PublishError: it does not wait, it is the approver's own, or the folder has changed since.
    """
    proposal = _undecided(found, version_id)
    if _name(by) == _name(proposal.author):
        raise PublishError(
            f"version {version_id} was proposed by {proposal.author}: somebody else approves it"
        )
    if folder != proposal.content:
        raise PublishError(
            f"the folder has changed since version {version_id} was proposed: propose it anew"
        )
    approved = VersionApproved(
        version_id=version_id, content=proposal.content, author=by, note=note
    )
    published = VersionPublished(
        version_id=version_id,
        content=proposal.content,
        author=proposal.author,
        note=proposal.note,
    )
    return approved, published


def reject(found: Sequence[Proposal], version_id: int, *, by: str, why: str) -> VersionRejected:
    """Return the event by which a proposed version is put aside; its author may do so too.

    Raises:
        NotFound: there is no such proposal.
        PublishError: it does not wait.
    """
    proposal = _undecided(found, version_id)
    return VersionRejected(version_id=version_id, content=proposal.content, author=by, note=why)


def _undecided(found: Sequence[Proposal], version_id: int) -> Proposal:
    proposal = next((each for each in found if each.version_id == version_id), None)
    if proposal is None:
        raise NotFound(f"version {version_id} is not proposed (`hotline flow versions`)")
    if proposal.state is ProposalState.REPLACED:
        raise PublishError(f"version {version_id} was replaced by a newer proposal")
    if proposal.state is not ProposalState.WAITING:
        raise PublishError(
            f"version {version_id} was {proposal.state.value} by {proposal.decided_by}"
        )
    return proposal


def _name(person: str) -> str:
    return " ".join(person.split()).casefold()
