"""The running service: every part started in order, supervised, and stopped in reverse."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

import structlog

from db.ledger import LedgerEntry
from db.store import Store
from db.trending import inquiry_of
from db.writer import LedgerWriter
from hotline.cities.draft import DraftLine
from hotline.cities.pruning import PromptKeeper
from hotline.cities.publishing import Publishing
from hotline.cities.start import Begun
from hotline.cities.versions import Versions
from hotline.clock import Clock
from hotline.desk.agents import EngineDesk
from hotline.desk.attending import Attending
from hotline.desk.board import Board, levels_of
from hotline.desk.feed import Feed
from hotline.desk.knowledge import KnowledgeDesk
from hotline.desk.notices import NoticeDesk
from hotline.desk.recordings import RecordingDesk
from hotline.desk.requests import RequestDesk
from hotline.desk.staffing import Staffing
from hotline.desk.supervisors import SupervisorDesk
from hotline.desk.tasks import TaskDesk
from hotline.engine import Engine
from hotline.exchange import Exchange
from hotline.ids import new_id
from hotline.learning import learn
from hotline.lines.agent_ear import AgentEar
from hotline.lines.agent_keys import AgentKeys
from hotline.lines.agent_lines import AgentLegLines
from hotline.lines.entrance import Entrance
from hotline.lines.features import FeatureCodes, confirmation_prompts
from hotline.lines.line_tools import LineTools
from hotline.lines.listening import Listening
from hotline.lines.person_calls import PersonCalls, PersonRoute
from hotline.lines.recording import ConversationRecorder
from hotline.lines.supervisor_lines import SupervisorLegLines
from hotline.lines.switchboard import Switchboard
from hotline.messages import FactHappened, Message
from hotline.settings import Settings
from hotline.telling import Teller
from hotline.trends import CityTrends, trends_of
from hotline.watchdog import Watchdog
from ivr.asterisk.agi import AgiServer
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.audiosocket import AudioSocketServer
from ivr.asterisk.errors import AmiError
from ivr.asterisk.registrations import Registrations
from ivr.flow.number_events import DialTested
from ivr.flow.profile import Profile
from ivr.flow.speaking_order import FIRST_QUESTIONS
from ivr.prompts.backlog import Backlog
from ivr.trending.ranking import Rank, TrendingQuery
from recognizers.service import RecognitionService
from recognizers.worker import WorkerSettings

log = structlog.get_logger()

HOST = "127.0.0.1"
_DAY_S = 86_400.0


class Service:
    """One city on one Asterisk. Use `run_service`."""

    def __init__(
        self, settings: Settings, begun: Begun, store: Store, *, versions: Versions
    ) -> None:
        profile = begun.profile
        self.settings = settings
        self.clock = Clock()
        self.taking_calls = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.boot_id = new_id("boot")
        ports = settings.ports
        secrets = settings.secrets()
        self.ami = AmiClient(host=HOST, port=ports.ami, username="hotline", secret=secrets.ami)
        self.ledger = LedgerWriter(store, spool_path=settings.spool_path, clock=self.clock.now)
        learn_trends = partial(trends_of, store, profile.zone, profile.surges.rule)
        self.trending = CityTrends(learn_trends, now=self.clock.now())
        self.backlog = Backlog(settings.prompt_store(profile))
        self.prompts = self.backlog.store
        self.recognition = RecognitionService(
            workers=settings.speech_workers,
            settings=WorkerSettings(
                language_phrases=profile.spoken_words(),
                vosk_models={tag: str(path) for tag, path in settings.vosk_models.items()},
            ),
        )
        self.audio = AudioSocketServer(host=HOST, port=ports.audiosocket)
        self.registrations = Registrations(self.ami)
        self.agent_lines = AgentLegLines(
            self.ami, post=self._post, vendor_pins=settings.vendor_pins
        )
        self.supervisor_lines = SupervisorLegLines(
            self.ami, agent_lines=self.agent_lines, post=self._post
        )
        self.person_calls = PersonCalls(self.ami, prompts=self.prompts, post=self._post)
        self.feed = Feed(self.boot_id)
        self.engine = Engine(
            Exchange(
                profile=profile,
                new_id=new_id,
                agent_lines=self.agent_lines,
                supervisor_lines=self.supervisor_lines,
                person_lines=self.person_calls,
                trending=self.trending,
                learnt=learn(store, profile.plan, now=self.clock.now()),
            ),
            clock=self.clock,
            boot_id=self.boot_id,
            ledger=self._write,
        )
        self.city = Publishing(
            self.engine,
            versions,
            settings,
            clock=self.clock,
            begun=begun,
            prepare=self.prepare_prompts,
            flush=self.ledger.flush,
        )
        notice_prompts = settings.prompt_store(profile)
        self.notices = NoticeDesk(
            self.engine,
            clock=self.clock,
            prompts=notice_prompts,
            surges=self.trending,
        )
        self.draft = DraftLine(
            settings,
            published=lambda: self.engine.profile,
            backlog=Backlog(settings.prompt_store(profile)),
            asked=self._asked,
        )
        self.prompt_keeper = PromptKeeper((self.prompts, self.draft.prompts, notice_prompts))
        attending = Attending(self.engine, self._registered)
        self.desk = EngineDesk(
            self.engine,
            attending=attending,
            clock=self.clock,
            boot_id=self.boot_id,
            parts=self.parts,
            warnings=self.warnings,
        )
        self.supervisors = SupervisorDesk(
            self.engine,
            self._registered,
            staffing=Staffing(self.engine, attending, self.clock),
            board=Board(self.engine, self.feed, clock=self.clock, levels=levels_of(store)),
        )
        self.knowledge = KnowledgeDesk(self.engine, clock=self.clock)
        self.tasks = TaskDesk(self.engine, store=store, clock=self.clock)
        self.recordings = RecordingDesk(self.engine, store=store)
        teller = Teller(store, profile=lambda: self.engine.profile, clock=self.clock)
        self.requests = RequestDesk(teller)
        self.recorder = ConversationRecorder(
            folder=settings.recordings_dir,
            post=self._post,
            enabled=settings.recording,
        )
        self.tools = LineTools(
            ami=self.ami,
            prompts=self.prompts,
            listening=Listening(ami=self.ami, server=self.audio, recognition=self.recognition),
            agent_lines=self.agent_lines,
            recorder=self.recorder,
            find_request=teller.find,
            messages_dir=settings.recordings_dir / "messages",
            post=self._post,
        )
        self.agent_ear = AgentEar(self.agent_lines, prompts=self.prompts)
        self.switchboard = Switchboard(
            self.ami,
            agent_lines=self.agent_lines,
            agent_keys=AgentKeys(self.engine, self.desk, tell=self.agent_ear.tell),
            supervisor_lines=self.supervisor_lines,
        )
        self.watchdog = Watchdog(
            self.ami,
            agent_lines=self.agent_lines,
            caller_ids=self.switchboard.caller_ids,
            clock=self.clock,
            post=self._post,
        )
        features = FeatureCodes(
            self.desk, profile=lambda: self.engine.profile, prompts=self.prompts
        )
        entrance = Entrance(
            max_calls=settings.max_calls,
            dial_test_caller=secrets.dial_test_caller,
            switchboard=self.switchboard,
            tools=self.tools,
            draft=self.draft,
            published=lambda: self.engine.profile,
            unheard=lambda: self.recognition.reason,
            clock=self.clock,
            post=self._post,
        )
        person = PersonRoute(
            self.person_calls,
            tools=self.tools,
            profile=lambda: self.engine.profile,
            serve_line=entrance.serve,
        )
        self.agi = AgiServer(
            host=HOST,
            port=ports.agi,
            routes={
                "call": entrance.call,
                "resume": entrance.resume,
                "callback": person.serve,
                "feature": features.serve,
            },
        )

    def parts(self) -> Mapping[str, str]:
        """Return each part's state: 'ok', or a sentence."""
        return {
            "calls": "ok" if self.taking_calls else "no calls are taken now",
            "asterisk": "ok" if self.ami.connected else "the manager connection is down",
            "records": self.ledger.failure or "ok",
        }

    def warnings(self) -> Mapping[str, str]:
        """Return what is lacking while calls are taken all the same; '' for what is not."""
        return {
            "city": self.city.warning,
            "draft": self.draft.warning,
            "prompts": self._lacking(),
            "recordings": self.recorder.failure,
            "speech": self.recognition.reason,
            "trends": self.trending.failure,
        }

    async def prepare_prompts(self, profile: Profile) -> int:
        """Make the prompts of a version that are heard first; return how many are left to make.

        What cannot be made is told in the log. So are vendors whose PIN is not known.
        """
        for problem in self.settings.vendor_pins.lacking(profile.plan.vendors):
            log.warning("vendor_pin_missing", problem=problem)
        await self.backlog.prepare(profile, asked=self._asked(), beside=confirmation_prompts())
        return self.backlog.left

    def _asked(self) -> Sequence[str]:
        """Return the questions asked most in the last day."""
        query = TrendingQuery(
            count=FIRST_QUESTIONS, window_s=_DAY_S, half_life_s=_DAY_S / 4, rank=Rank.COUNT
        )
        return self.trending.top(query, now=self.clock.now())

    def _lacking(self) -> str:
        """Return what callers do not hear of the version that is served, '' if nothing."""
        left = self.backlog.left
        making = f"{left} are still being made, their questions are not offered yet" if left else ""
        return "; ".join(filter(None, (making, self.prompts.failure)))

    def _post(self, message: Message) -> None:
        self.engine.post(message)

    def take_dial_test(self, result: DialTested) -> None:
        """Put what a test call came to on record."""
        self._post(FactHappened(event=result))

    def _write(self, entries: Sequence[LedgerEntry]) -> None:
        for entry in entries:
            if (inquiry := inquiry_of(entry)) is not None:
                self.trending.add(inquiry)
        self.feed.put(entries)
        self.ledger.put(entries)

    async def _registered(self) -> frozenset[str] | None:
        try:
            return await self.registrations.devices()
        except AmiError as error:
            # Nobody is kept from work because the switch is being reconnected.
            log.warning("registrations_unknown", error=str(error))
            return None

    def resync(self) -> None:
        """After a gap in the manager connection: ask the switch what was missed."""
        task = asyncio.create_task(self._resync(), name="resync")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _resync(self) -> None:
        try:
            await self.agent_lines.resync()
            await self.supervisor_lines.resync()
            await self.switchboard.bridges.resync()
            await self.watchdog.look()
        except AmiError as error:
            # The next reconnect asks again.
            log.warning("resync_failed", error=str(error))
