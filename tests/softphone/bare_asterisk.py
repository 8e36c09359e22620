"""An Asterisk of its own for one test run: two telephones and four extensions."""

import socket
import subprocess
import time
from pathlib import Path

from asterisk_conf.toolchain import Toolchain
from tests.ports import free_port

MODULES = """
res_sorcery_config res_sorcery_memory res_sorcery_astdb res_timing_timerfd res_pjproject
bridge_simple bridge_softmix bridge_native_rtp pbx_config res_rtp_asterisk res_musiconhold
codec_ulaw codec_alaw codec_a_mu format_wav format_pcm res_crypto
res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_registrar
res_pjsip_authenticator_digest res_pjsip_endpoint_identifier_user
res_pjsip_endpoint_identifier_anonymous res_pjsip_caller_id res_pjsip_dtmf_info
res_pjsip_nat res_pjsip_rfc3326 res_pjsip_pubsub chan_pjsip func_channel func_callerid
app_dial app_echo app_playback app_read app_playtones app_senddtmf
"""

PJSIP = """
[udp]
type = transport
protocol = udp
bind = 127.0.0.1:{port}
{telephones}
[anonymous]
type = endpoint
context = calls
disallow = all
allow = ulaw
media_address = 127.0.0.1
bind_rtp_to_media_address = yes
"""

TELEPHONE = """
[{user}]
type = endpoint
context = calls
disallow = all
allow = ulaw
media_address = 127.0.0.1
bind_rtp_to_media_address = yes
direct_media = no
auth = {user}
aors = {user}
[{user}]
type = auth
auth_type = userpass
username = {user}
password = {password}
[{user}]
type = aor
max_contacts = 1
"""

DIALPLAN = """
[calls]
exten = 600,1,Answer()
 same = n,Playback({sounds}/vm-goodbye)
 same = n,Echo()
exten = 601,1,Answer()
 same = n,Read(KEYS,,3,,1,5)
 same = n,SendDTMF(${{KEYS}})
 same = n,Playtones(620)
 same = n,Wait(5)
exten = 602,1,Busy(1)
exten = 603,1,Set(CALLERID(name)=City Hall)
 same = n,Dial(PJSIP/agent,10)
"""


class BareAsterisk:
    """Runs in `folder` from `start` to `stop`; the path must be short, for the control socket."""

    def __init__(self, folder: Path, toolchain: Toolchain, *, passwords: dict[str, str]) -> None:
        self.port = free_port(socket.SOCK_DGRAM)
        self.address = f"127.0.0.1:{self.port}"
        self._folder = folder
        self._toolchain = toolchain
        self._command = [*toolchain.command, "-C", str(folder / "etc" / "asterisk.conf")]
        self._process: subprocess.Popen[bytes] | None = None
        etc = folder / "etc"
        for name in ("etc", "run", "log", "spool", "db", "keys"):
            (folder / name).mkdir()
        loads = "\n".join(f"load = {module}.so" for module in MODULES.split())
        telephones = "".join(
            TELEPHONE.format(user=user, password=password) for user, password in passwords.items()
        )
        rtp_start = 30000 + self.port % 1000 * 20
        files = {
            "asterisk.conf": self._directories(etc),
            "modules.conf": f"[modules]\nautoload = no\n{loads}\n",
            "pjsip.conf": PJSIP.format(port=self.port, telephones=telephones),
            "extensions.conf": DIALPLAN.format(sounds=toolchain.sounds_dirs["en"]),
            "rtp.conf": f"[general]\nrtpstart = {rtp_start}\nrtpend = {rtp_start + 400}\n",
            "logger.conf": "[general]\n[logfiles]\nfull => notice,warning,error\n",
        }
        for name, text in files.items():
            (etc / name).write_text(text)

    def start(self) -> None:
        self._process = subprocess.Popen(
            [*self._command, "-f"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while "fully booted" not in self._console("core waitfullybooted"):
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise RuntimeError((self._folder / "log" / "full").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    def _console(self, command: str) -> str:
        done = subprocess.run(
            [*self._command, "-rx", command],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return done.stdout

    def _directories(self, etc: Path) -> str:
        base, toolchain = self._folder, self._toolchain
        return f"""[directories]
astetcdir => {etc}
astmoddir => {toolchain.modules_dir}
astvarlibdir => {toolchain.share_dir}
astdatadir => {toolchain.share_dir}
astdbdir => {base}/db
astkeydir => {base}/keys
astspooldir => {base}/spool
astrundir => {base}/run
astlogdir => {base}/log
[options]
documentation_language = en_US
transmit_silence = yes
"""
