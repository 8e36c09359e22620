"""Which behaviour belongs to which node."""

from typing import assert_never

from ivr.flow.call import Call
from ivr.flow.graph import (
    AnnounceNode,
    AnswerNode,
    BranchNode,
    CallbackNode,
    CallNode,
    DetectLanguageNode,
    EmergencyNode,
    EnqueueNode,
    GotoNode,
    HangUpNode,
    HoursNode,
    MenuNode,
    Node,
    ReturnNode,
    SayNode,
    SetNode,
    TransferNode,
    VoicemailNode,
)
from ivr.flow.graph_asking import (
    AskNode,
    AskRecordingNode,
    ConsentNode,
    KnowledgeNode,
    StatusNode,
    SurveyNode,
)
from ivr.flow.visits.answering import AskRecordingVisit, AskVisit
from ivr.flow.visits.asking import MenuVisit
from ivr.flow.visits.base import Visit
from ivr.flow.visits.calling_back import CallbackVisit
from ivr.flow.visits.deciding import BranchVisit, SetVisit
from ivr.flow.visits.faq import AnnounceVisit
from ivr.flow.visits.inquiry import ConsentNoticeVisit, ConsentVisit, SurveyVisit
from ivr.flow.visits.knowledge import KnowledgeVisit
from ivr.flow.visits.language import DetectLanguageVisit
from ivr.flow.visits.leaving import EmergencyVisit, TransferVisit
from ivr.flow.visits.message import VoicemailVisit
from ivr.flow.visits.passing import AnswerVisit, GotoVisit, HangUpVisit, HoursVisit, SayVisit
from ivr.flow.visits.queueing import EnqueueVisit
from ivr.flow.visits.status import StatusVisit
from ivr.flow.visits.subflow import CallVisit, ReturnVisit


def visit_of(call: Call, node: Node) -> Visit:
    """Return a fresh visit of `call` to `node`."""
    match node:
        case AnswerNode():
            return AnswerVisit(call, node)
        case SayNode():
            return SayVisit(call, node)
        case SetNode():
            return SetVisit(call, node)
        case BranchNode():
            return BranchVisit(call, node)
        case AnnounceNode():
            return AnnounceVisit(call, node)
        case MenuNode():
            return MenuVisit(call, node)
        case AskNode():
            return AskVisit(call, node)
        case AskRecordingNode():
            return AskRecordingVisit(call, node)
        case ConsentNode():
            return ConsentVisit(call, node) if node.is_asked else ConsentNoticeVisit(call, node)
        case SurveyNode():
            return SurveyVisit(call, node)
        case StatusNode():
            return StatusVisit(call, node)
        case KnowledgeNode():
            return KnowledgeVisit(call, node)
        case CallNode():
            return CallVisit(call, node)
        case ReturnNode():
            return ReturnVisit(call)
        case DetectLanguageNode():
            return DetectLanguageVisit(call, node)
        case HoursNode():
            return HoursVisit(call, node)
        case EmergencyNode():
            return EmergencyVisit(call)
        case EnqueueNode():
            return EnqueueVisit(call, node)
        case TransferNode():
            return TransferVisit(call, node)
        case VoicemailNode():
            return VoicemailVisit(call, node)
        case CallbackNode():
            return CallbackVisit(call, node)
        case GotoNode():
            return GotoVisit(call, node)
        case HangUpNode():
            return HangUpVisit(call, node)
        case _:
            assert_never(node)
