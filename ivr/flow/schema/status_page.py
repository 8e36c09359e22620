"""The page on which citizens look up what has become of a request."""

from ivr.flow.schema.fields import File, LineText


class StatusPageSpec(File):
    """What stands on the page around what a `status` node tells of a request.

    `title` is the question that the page answers, `label` names the field for the number, `hint`
    says where the number is found, `button` asks. `busy` is for somebody who asked too often,
    `away` for the time when nothing can be looked up, `nothing_here` for an address that leads
    nowhere.
    """

    title: LineText
    label: LineText
    hint: LineText | None = None
    button: LineText
    busy: LineText
    away: LineText
    nothing_here: LineText
