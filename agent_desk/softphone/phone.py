"""A softphone: one SIP identity on a port of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import pjsua2 as pj

from agent_desk.softphone.call import Call
from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.errors import RegistrationFailed, SoftphoneError, WaitedInVain
from agent_desk.softphone.invite import Invite, parse_invite
from agent_desk.softphone.stack import delete, stack_errors
from agent_desk.softphone.waiting import Changes, guarded

_UNREGISTER_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Ring, and answer after `after_s` seconds."""

    after_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ring until something is done with the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Refuse with the SIP status `code`."""

    code: int = 486


Behaviour = Answer | Ring | Reject


class _Account(pj.Account):  # type: ignore[misc]
    """Hands the stack's callbacks to the phone."""

    def __init__(self, phone: Softphone) -> None:
        super().__init__()
        self.phone = phone
        self.faults = phone.endpoint.faults

    @guarded
    def onRegState(self, parameter: pj.OnRegStateParam) -> None:
        self.phone.registration_answered(parameter.code, parameter.reason, parameter.expiration)

    @guarded
    def onIncomingCall(self, parameter: pj.OnIncomingCallParam) -> None:
        # Where no account has the user that was dialled, the stack gives the call to any of them.
        # Each telephone has its own port, so that one tells whose call it is.
        rdata = parameter.rdata
        invite = parse_invite(rdata.wholeMsg)
        phone = self.phone.endpoint.phone_at(invite.port) or self.phone
        phone.call_came_in(parameter.callId, invite)


class Softphone:
    """A telephone without hands: registers, dials, and takes calls as it is told to.

    Attributes:
        endpoint: the endpoint it lives on.
        user: its SIP user.
        port: its SIP port.
        behaviour: what it does with an incoming call; may be changed at any time.
    """

    def __init__(
        self,
        endpoint: SoftphoneEndpoint,
        user: str,
        *,
        port: int = 0,
        registrar: str | None = None,
        password: str | None = None,
        server: str | None = None,
        display_name: str = "",
        behaviour: Behaviour | None = None,
        record: bool = True,
    ) -> None:
        """Set up a telephone on `endpoint`; it is not registered yet.

        Args:
            endpoint: an endpoint that was entered.
            user: user part of its address, and of the credentials.
            port: local SIP port, 0 for a free one.
            registrar: `host:port` to register with.
            password: for digest authentication, when the registrar or the server asks.
            server: `host:port` that numbers are dialled at; the registrar when not given.
            display_name: shown to whom it calls.
            behaviour: what to do with incoming calls; answered at once when not given.
            record: whether calls are recorded; without, nothing can be heard.

        Raises:
            StackError: the port is taken.
        """
        self.endpoint = endpoint
        self.user = user
        self.behaviour: Behaviour = behaviour or Answer()
        self.record = record
        self._registrar = registrar
        self._server = server or registrar
        self._display_name = display_name
        self._changes = Changes(endpoint.faults)
        self._incoming: deque[Call] = deque()
        self._answers: list[tuple[int, str, int]] = []
        transport, self.port = endpoint.open_transport(port)
        self._account: _Account | None = _Account(self)
        with stack_errors(f"set up the telephone of {user}"):
            self._account.create(self._config(transport, password))
        endpoint.add_phone(self)

    @property
    def uri(self) -> str:
        """Where this telephone can be called directly."""
        return f"sip:{self.user}@{self.endpoint.bind_address}:{self.port}"

    @property
    def account(self) -> pj.Account:
        """The stack's account.

        Raises:
            SoftphoneError: the telephone is closed.
        """
        if self._account is None:
            raise SoftphoneError(f"the telephone of {self.user} is closed")
        return self._account

    @property
    def is_registered(self) -> bool:
        """Whether the registrar's last answer was a registration that stands."""
        if not self._answers:
            return False
        code, _, expires_s = self._answers[-1]
        return code == 200 and expires_s > 0

    async def register(self, *, timeout_s: float = 5.0) -> None:
        """Register with the registrar.

        Raises:
            RegistrationFailed: it refused, or did not answer in `timeout_s` seconds.
        """
        if self._registrar is None:
            raise RegistrationFailed(self.user, 0, "no registrar was named")
        code, reason, _ = await self._set_registration(True, timeout_s)
        if code != 200:
            raise RegistrationFailed(self.user, code, reason)

    async def unregister(self, *, timeout_s: float = 5.0) -> None:
        """Take the registration back.

        Raises:
            RegistrationFailed: the registrar did not agree in `timeout_s` seconds.
        """
        code, reason, _ = await self._set_registration(False, timeout_s)
        if code != 200:
            raise RegistrationFailed(self.user, code, reason)

    async def dial(
        self,
        number: str,
        *,
        caller_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Call:
        """Send an INVITE; the call is in progress when this returns.

        Args:
            number: a number for the server, or a whole `sip:` URI.
            caller_id: user part of From instead of this telephone's own.
            headers: headers to add.

        Raises:
            StackError: the stack cannot send it.
        """
        if not number.startswith(("sip:", "sips:")):
            if self._server is None:
                raise SoftphoneError(f"{self.user} has no server to dial a number at")
            number = f"sip:{number}@{self._server}"
        self.endpoint.faults.check()
        return Call.dialled(
            self,
            number,
            from_uri=self._address(caller_id) if caller_id is not None else "",
            headers=headers or {},
        )

    async def next_call(self, timeout_s: float) -> Call:
        """Return the next call that came in, ringing or further, in order of arrival.

        Raises:
            WaitedInVain: none came in `timeout_s` seconds.
        """
        await self._changes.until(
            lambda: bool(self._incoming), timeout_s=timeout_s, what=f"a call to {self.user}"
        )
        return self._incoming.popleft()

    async def close(self) -> None:
        """Unregister and give up the telephone; the endpoint does so on leaving."""
        if self._account is None:
            return
        try:
            if self.is_registered:
                await self.unregister(timeout_s=_UNREGISTER_S)
        finally:
            self.release()

    def release(self) -> None:
        """Let go of the stack's account."""
        if self._account is not None:
            self._account.shutdown()
            delete(self._account)
            self._account = None

    def registration_answered(self, code: int, reason: str, expiration: int) -> None:
        """Take the registrar's answer."""
        self._answers.append((code, reason, expiration))
        self._changes.notify()

    def call_came_in(self, call_id: int, invite: Invite) -> None:
        """Take an incoming call and do with it what the behaviour says."""
        call = Call.incoming(self, call_id, invite)
        self._incoming.append(call)
        match self.behaviour:
            case Reject(code=code):
                call.reject(code)
            case Answer(after_s=after_s):
                call.ring()
                call.answer_after(after_s)
            case Ring():
                call.ring()
        self._changes.notify()

    async def _set_registration(self, renew: bool, timeout_s: float) -> tuple[int, str, int]:
        answers: list[tuple[int, str, int]] = []
        self._answers = answers
        with stack_errors("register" if renew else "unregister"):
            self.account.setRegistration(renew)
        try:
            await self._changes.until(
                lambda: bool(answers), timeout_s=timeout_s, what="the registrar"
            )
        except WaitedInVain:
            return 408, "the registrar did not answer", 0
        return answers[0]

    def _address(self, user: str) -> str:
        quoted = self._display_name.replace("\\", "\\\\").replace('"', '\\"')
        uri = f"<sip:{user}@{self.endpoint.bind_address}>"
        return f'"{quoted}" {uri}' if quoted else uri

    def _config(self, transport: int, password: str | None) -> pj.AccountConfig:
        config = pj.AccountConfig()
        config.idUri = self._address(self.user)
        config.sipConfig.transportId = transport
        if self._registrar is not None:
            config.regConfig.registrarUri = f"sip:{self._registrar}"
            config.regConfig.registerOnAdd = False
            # One try: a failed one is reported, not repeated behind the caller's back.
            config.regConfig.retryIntervalSec = 0
        if password is not None:
            config.sipConfig.authCreds.append(
                pj.AuthCredInfo("digest", "*", self.user, 0, password)
            )
        rtp = config.mediaConfig.transportConfig
        rtp.port = 0
        rtp.boundAddress = rtp.publicAddress = self.endpoint.bind_address
        config.mediaConfig.lockCodecEnabled = False
        return config
