"""Questions asked of the records. They return frozen dataclasses; printing is others' work."""

from db.queries.attendance import last_attendance
from db.queries.callbacks import CallbackRow, list_callbacks, open_callback_record
from db.queries.calls import CallFilter, CallRow, list_calls, serial_of
from db.queries.report import DayReport, day_report
from db.queries.story import CallStory, call_story
from db.queries.tasks import TaskRow, find_task, list_tasks

__all__ = [
    "CallFilter",
    "CallRow",
    "CallStory",
    "CallbackRow",
    "DayReport",
    "TaskRow",
    "call_story",
    "day_report",
    "find_task",
    "last_attendance",
    "list_callbacks",
    "list_calls",
    "list_tasks",
    "open_callback_record",
    "serial_of",
]
