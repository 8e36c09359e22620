"""The demo city with callbacks: callers who wait in vain are offered one."""

import shutil
from pathlib import Path

DEMO_CITY = Path(__file__).resolve().parents[1] / "flows" / "demo_city"

RULES = """
callbacks:
  caller_id: "311"
  greeting: {{en: This is the city. You asked us to call., es: Le llama la ciudad.}}
  message: {{en: The city has tried to call you back., es: La ciudad le ha llamado.}}
  attempts: {attempts}
  retry_s: {retry_s}
  ring_s: {ring_s}
  numbers: {{barred: ["900"]}}
"""

NODE = """
  call_back:
    type: callback
    queue: general
    confirm:
      en: "We will call {callback_number|digits}. If that is right, press 1, for another number 2."
      es: "Le llamaremos al {callback_number|digits}. Si es correcto, pulse 1, otro número 2."
    ask_number: {en: Enter your number and press pound., es: Marque su número y almohadilla.}
    wrong_number: {en: This number cannot be called., es: No podemos llamar a ese número.}
    when: {en: "To be called when it is your turn, press 1.", es: "Cuando le toque, pulse 1."}
    slots:
      evening:
        key: "2"
        span: "17:00-19:00"
        text: {en: "This evening, five to seven, press 2.", es: "Esta tarde, pulse 2."}
    booked: {en: We will call you. Goodbye., es: Le llamaremos. Adiós.}
    next: goodbye
    failed: message

  message:
"""


def write_city(
    folder: Path,
    *,
    max_wait_s: float = 20,
    attempts: int = 3,
    retry_s: float = 900,
    ring_s: float = 30,
    slots: bool = True,
) -> Path:
    """Write the city to `folder` and return it. Slots are offered at their time of day."""
    shutil.copytree(DEMO_CITY, folder, dirs_exist_ok=True)
    city, flow, routing = (
        folder / name for name in ("city.yaml", "main.flow.yaml", "routing.yaml")
    )
    rules = RULES.format(attempts=attempts, retry_s=retry_s, ring_s=ring_s)
    city.write_text(city.read_text("utf-8") + rules, "utf-8")
    node = NODE
    if not slots:
        before, _, after = NODE.partition("    when:")
        node = before + after[after.index("    booked:") :]
    nodes = flow.read_text("utf-8").replace("\n  message:\n", node, 1)
    head, mark, rest = nodes.partition("  to_person:\n")
    rest = rest.replace("on_timed_out: message", "on_timed_out: call_back", 1)
    flow.write_text(head + mark + rest, "utf-8")
    old = routing.read_text("utf-8")
    assert "max_wait_s: 120" in old
    routing.write_text(old.replace("max_wait_s: 120", f"max_wait_s: {max_wait_s}"), "utf-8")
    return folder
