"""The SIP endpoint of the process, driven by the event loop.

The stack runs without worker threads of its own for signalling: a task polls it, so every
callback comes on the event loop's thread, between two steps of other tasks. Audio has the
stack's own clock thread and needs no Python.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Self

import pjsua2 as pj

from agent_desk.softphone.errors import CallbackFailed, EndpointInUse
from agent_desk.softphone.pcm import RATE_HZ
from agent_desk.softphone.stack import delete, muted_stdout, stack_errors
from agent_desk.softphone.waiting import Faults

if TYPE_CHECKING:
    from agent_desk.softphone.phone import Softphone
    from agent_desk.softphone.signalling import SignalledCall

_EVENTS_A_POLL = 64
_HANG_UP_S = 3.0


class SoftphoneEndpoint:
    """Async context manager around the SIP stack; one at a time in a process.

    On leaving, calls are hung up, phones are unregistered and the stack is destroyed; what was
    made on it must not be used any more.

    Attributes:
        bind_address: where SIP and RTP are bound.
        faults: exceptions from callbacks; raised at await points and on leaving.
    """

    _in_use: ClassVar[bool] = False

    def __init__(
        self,
        *,
        bind_address: str = "127.0.0.1",
        max_calls: int = 200,
        codecs: Sequence[str] = ("PCMU/8000", "PCMA/8000"),
        recordings_dir: Path | None = None,
        poll_interval_s: float = 0.005,
        log_level: int = 0,
    ) -> None:
        """Describe an endpoint; it starts on entering.

        Args:
            bind_address: local address for SIP and RTP.
            max_calls: calls at a time, at most what the stack was built for.
            codecs: codecs to offer, the first preferred; no others.
            recordings_dir: where the recordings stay; by default they go with the endpoint.
            poll_interval_s: how often the stack is polled.
            log_level: the stack's own log on standard output, 0 none to 6.
        """
        self.bind_address = bind_address
        self.faults = Faults()
        self._max_calls = max_calls
        self._codecs = tuple(codecs)
        self._recordings_dir = recordings_dir
        self._poll_interval_s = poll_interval_s
        self._log_level = log_level
        self._calls: set[SignalledCall] = set()
        self._phones: list[Softphone] = []
        self._exit = contextlib.ExitStack()
        self._endpoint: pj.Endpoint | None = None
        self._keeper: pj.ToneGenerator | None = None
        self._scratch = Path()
        self._polling: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start the stack.

        Raises:
            EndpointInUse: another endpoint of this process has not been left.
            StackError: the stack does not start.
        """
        if SoftphoneEndpoint._in_use:
            raise EndpointInUse("a process holds one softphone endpoint at a time")
        SoftphoneEndpoint._in_use = True
        try:
            self._scratch = Path(self._exit.enter_context(tempfile.TemporaryDirectory()))
            self._start()
        except BaseException:
            self._destroy()
            raise
        self._polling = asyncio.create_task(self._poll(), name="softphone-poll")
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hang up, unregister, and destroy the stack.

        Raises:
            CallbackFailed: a callback failed and nobody was told yet.
        """
        try:
            await self._wind_up()
        except CallbackFailed:
            if exc is None:
                raise
        finally:
            if self._polling is not None:
                self._polling.cancel()
                await asyncio.wait([self._polling])
            self._destroy()
        if exc is None:
            self.faults.check()

    @property
    def recordings_dir(self) -> Path:
        """The folder of the recordings."""
        return self._recordings_dir or self._scratch

    @property
    def scratch_dir(self) -> Path:
        """A folder for passing files, removed on leaving."""
        return self._scratch

    @property
    def keeper(self) -> pj.ToneGenerator:
        """The silent source that keeps recordings going."""
        return self._keeper

    @property
    def calls(self) -> frozenset[SignalledCall]:
        """The calls that have not ended."""
        return frozenset(self._calls)

    def open_transport(self, port: int) -> tuple[int, int]:
        """Bind a UDP port for SIP; return the stack's transport id and the port.

        Args:
            port: the port wanted, 0 for a free one.

        Raises:
            StackError: the port is taken.
        """
        config = pj.TransportConfig()
        config.port = port
        config.boundAddress = self.bind_address
        config.publicAddress = self.bind_address
        with stack_errors(f"bind UDP port {port} for SIP"):
            transport = self._stack.transportCreate(pj.PJSIP_TRANSPORT_UDP, config)
            bound = self._stack.transportGetInfo(transport).localName
        return int(transport), int(bound.rpartition(":")[2])

    def add_phone(self, phone: Softphone) -> None:
        """Close `phone` on leaving."""
        self._phones.append(phone)

    def phone_at(self, port: int | None) -> Softphone | None:
        """Return the telephone on the SIP port `port`, None when there is none."""
        return next((phone for phone in self._phones if phone.port == port), None)

    def add_call(self, call: SignalledCall) -> None:
        """Hold `call` until it ends: the stack hangs up a call that nothing refers to."""
        self._calls.add(call)

    def drop_call(self, call: SignalledCall) -> None:
        """Let go of a call that has ended."""
        self._calls.discard(call)

    @property
    def _stack(self) -> pj.Endpoint:
        if self._endpoint is None:
            raise EndpointInUse("the softphone endpoint is not open")
        return self._endpoint

    def _start(self) -> None:
        with stack_errors("start the SIP stack"):
            with muted_stdout():
                self._endpoint = pj.Endpoint()
                self._endpoint.libCreate()
            config = pj.EpConfig()
            config.logConfig.level = config.logConfig.consoleLevel = self._log_level
            config.uaConfig.maxCalls = self._max_calls
            config.uaConfig.threadCnt = 0
            config.uaConfig.mainThreadOnly = True
            media = config.medConfig
            media.clockRate = media.sndClockRate = RATE_HZ
            media.ecTailLen = 0
            media.noVad = True
            media.threadCnt = 1
            # What comes late on a busy machine is heard late: nothing is thrown away to catch up.
            media.jbDiscardAlgo = pj.PJMEDIA_JB_DISCARD_NONE
            # A player, a tone, a recorder and the call itself.
            media.maxMediaPorts = 6 * self._max_calls + 16
            self._endpoint.libInit(config)
            self._endpoint.audDevManager().setNullDev()
            self._endpoint.libStart()
        with stack_errors("choose the codecs"):
            for codec in self._endpoint.codecEnum2():
                self._endpoint.codecSetPriority(codec.codecId, self._priority(codec.codecId))
            self._keeper = pj.ToneGenerator()
            self._keeper.createToneGenerator(RATE_HZ, 1)

    def _priority(self, codec_id: str) -> int:
        for place, wanted in enumerate(self._codecs):
            if codec_id.lower().startswith(wanted.lower()):
                return 255 - place
        return 0

    async def _poll(self) -> None:
        while True:
            try:
                for _ in range(_EVENTS_A_POLL):
                    if self._stack.libHandleEvents(0) <= 0:
                        break
                for call in self._calls:
                    call.watch_rtp()
            except Exception as error:
                self.faults.keep(error)
            await asyncio.sleep(self._poll_interval_s)

    async def _wind_up(self) -> None:
        calls = list(self._calls)
        for call in calls:
            call.hang_up()
        ends = (call.ended(timeout_s=_HANG_UP_S) for call in calls)
        outcomes: list[object] = [*await asyncio.gather(*ends, return_exceptions=True)]
        closings = (phone.close() for phone in self._phones)
        outcomes += await asyncio.gather(*closings, return_exceptions=True)
        # A far end that does not agree to the end is no reason to stay; a fault of ours is told.
        for outcome in outcomes:
            if isinstance(outcome, CallbackFailed):
                raise outcome

    def _destroy(self) -> None:
        # Objects of the stack must be gone before the stack is.
        for call in list(self._calls):
            call.release()
        for phone in self._phones:
            phone.release()
        self._phones.clear()
        if self._keeper is not None:
            delete(self._keeper)
            self._keeper = None
        try:
            if self._endpoint is not None:
                with stack_errors("stop the SIP stack"):
                    # Without this flag the stack waits a second for answers nobody will send.
                    self._endpoint.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)
        finally:
            if self._endpoint is not None:
                delete(self._endpoint)
                self._endpoint = None
            self._exit.close()
            SoftphoneEndpoint._in_use = False
