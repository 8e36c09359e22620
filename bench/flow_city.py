"""A made-up city with a flow of some hundred nodes, for `bench.flows`.

It is the city of `flows/examples` with a main flow of its own: the front with the languages, menus
that lead to departments, and each department with a node of every type that a caller can meet
there. What the departments do not fill is filled with hops on the way to the end.
"""

import shutil
from pathlib import Path
from typing import Final

from bench.knowledge import write_items
from ivr.flow.loading.folder import KNOWLEDGE

_CITY: Final = Path(__file__).resolve().parents[1] / "flows" / "examples"
_ARMS: Final = 4
"""Options of a menu."""

_FRONT: Final = """\
start: pick_up
nodes:
  pick_up: {type: answer, next: language}
  language:
    type: detect_language
    prompt: {en: "For English, press 1.", es: "Para español, pulse 2."}
    keys: {"1": en, "2": es}
    identified: consent
    identified_other: person
    unknown: person
  consent:
    type: record_consent
    ask: true
    prompt:
      en: May we record the call? Press 1 for yes, 2 for no.
      es: ¿Podemos grabar la llamada? Pulse 1 para sí, 2 para no.
    agreed: menu
    refused: menu
  danger: {type: emergency}
  person:
    type: enqueue
    queue: general
    text: {en: One moment please., es: "Un momento, por favor."}
    on_timed_out: message
    on_unstaffed: message
    on_served: rating
  message:
    type: voicemail
    prompt: {en: Please leave a message., es: Deje su mensaje.}
    thanks: {en: We will call you back., es: Le llamaremos.}
    sorry: {en: Please call again., es: Llame de nuevo.}
    next: hop_1
  rating:
    type: survey
    questions: {polite: {en: "how polite were we?", es: "¿fuimos amables?"}}
    thanks: {en: Thank you., es: Gracias.}
    next: hop_1
  bye:
    type: hang_up
    text: {en: Goodbye., es: Adiós.}
"""
_FRONT_NODES: Final = 8

_DEPARTMENT: Final = """\
  # Department @.
  d@:
    type: hours
    calendar: office
    open: d@_menu
    closed: d@_message
  d@_menu:
    type: menu
    prompt:
      en: A request, 1. Your address, 2. What people ask, 3. Danger, 4.
      es: Una solicitud, 1. Su dirección, 2. Lo que preguntan, 3. Peligro, 4.
    options:
      request: {key: "1", words: {en: [request], es: [solicitud]}, goto: d@_status}
      address: {key: "2", words: {en: [address], es: [dirección]}, goto: d@_begin}
      asked: {key: "3", words: {en: [questions], es: [preguntas]}, goto: d@_asked}
      danger: {key: "4", goto: danger}
    fallback: d@_person
  d@_asked:
    type: announce
    count: 3
    intro: {en: "People ask us about:", es: "Nos preguntan por:"}
    item: {en: "{title}, press {key}.", es: "{title}, pulse {key}."}
    answered: d@_more
    next: d@_more
  d@_more:
    type: menu
    prompt: {en: "For anything else, press 1.", es: "Para otra consulta, pulse 1."}
    options:
      more: {key: "1", goto: menu}
    attempts: 1
    fallback: d@_library
  d@_status:
    type: status
    prompt:
      en: Please key in your request number, then press the pound key.
      es: Marque el número de su solicitud y pulse almohadilla.
    no_match: {en: That is not a request number., es: Ese no es un número de solicitud.}
    statuses:
      open:
        en: Request {request.number|digits} is being worked on.
        es: La solicitud {request.number|digits} está en curso.
      closed:
        en: Your request was closed on {request.updated}.
        es: Su solicitud se cerró el {request.updated}.
    other: {en: We have your request., es: Tenemos su solicitud.}
    due: {en: "It should be done by {request.due}.", es: "Estará lista el {request.due}."}
    overdue: {en: It takes longer than we said., es: Tarda más de lo previsto.}
    outcome:
      en: "The department writes: {request.outcome}"
      es: "El departamento escribe: {request.outcome}"
    outcome_other:
      en: The department has written in another language. A person reads it to you, key 0 on the
        telephone.
      es: El departamento escribió en otro idioma. Una persona se lo lee, tecla 0 en el teléfono.
    unknown:
      en: We do not find that number.
      es: No encontramos ese número.
    found: d@_rating
    not_found: d@_person
    unavailable: d@_person
    fallback: d@_person
  d@_begin:
    type: set
    values: {tries: 0, district: '"unknown"'}
    next: d@_zip
  d@_zip:
    type: ask
    into: zip
    prompt: {en: Please key in your ZIP code., es: Marque su código postal.}
    answer: {type: digits, min: 5, max: 5}
    no_match: {en: That is no ZIP code., es: Ese no es un código postal.}
    confirm:
      en: I have {zip|digits}. If that is right press 1, if not press 2.
      es: He entendido {zip|digits}. Si es correcto pulse 1, si no pulse 2.
    next: d@_read
    fallback: d@_person
  d@_read:
    type: say
    text:
      en: Thank you. It is {now.time}; department @ looks for {zip|digits}.
      es: Gracias. Son las {now.time}; el departamento @ busca {zip|digits}.
    next: d@_where
  d@_where:
    type: branch
    cases:
      - {when: 'starts_with(zip, "100") and tries == 0', goto: d@_place}
      - {when: 'waiting("general") > 5 or expected_wait("general") > 300', goto: d@_call_me}
    otherwise: d@_person
  d@_place:
    type: call
    flow: place
    next: d@_person
  d@_call_me:
    type: callback
    queue: general
    confirm:
      en: We call you at {callback_number|digits}. Press 1 if that is right, 2 for another number.
      es: Le llamamos al {callback_number|digits}. Pulse 1 si es correcto, 2 para otro número.
    ask_number: {en: Key in your number and press pound., es: Marque su número y almohadilla.}
    wrong_number: {en: We cannot call that number., es: No podemos llamar a ese número.}
    booked: {en: We will call you back., es: Le llamaremos.}
    next: hop_1
    failed: d@_person
  d@_library:
    type: transfer
    destination: library
    text: {en: I connect you., es: Le paso.}
    failed: d@_person
  d@_person:
    type: enqueue
    queue: general
    text: {en: Department @. One moment please., es: "Departamento @. Un momento, por favor."}
    on_timed_out: d@_message
    on_unstaffed: d@_message
    on_served: d@_rating
  d@_rating:
    type: survey
    intro: {en: From 1 to 5, es: De 1 a 5}
    questions:
      polite: {en: "how polite were we?", es: "¿fuimos amables?"}
      helpful: {en: "how well did we help?", es: "¿le ayudamos?"}
    thanks: {en: Thank you., es: Gracias.}
    next: d@_back
  d@_message:
    type: voicemail
    prompt: {en: Please leave a message for department @., es: Deje su mensaje.}
    thanks: {en: We will call you back., es: Le llamaremos.}
    sorry: {en: Please call again., es: Llame de nuevo.}
    next: d@_back
  d@_back: {type: goto, goto: hop_1}
"""
_DEPARTMENT_NODES: Final = 16

SMALLEST: Final = _FRONT_NODES + 2 + _DEPARTMENT_NODES
"""The fewest nodes that a city can be made with."""


def write_city(folder: Path, *, nodes: int, items: int) -> None:
    """Write a city whose main flow has `nodes` nodes and that knows `items` things beside its own.

    Raises:
        ValueError: so few nodes hold no department.
    """
    if nodes < SMALLEST:
        raise ValueError(f"a city takes at least {SMALLEST} nodes")
    shutil.copytree(_CITY, folder)
    (folder / "main.flow.yaml").write_text(_flow(nodes), "utf-8")
    write_items(folder / KNOWLEDGE, items)


def _flow(nodes: int) -> str:
    departments = 1
    while _size(departments + 1) <= nodes:
        departments += 1
    names = [f"d{number}" for number in range(1, departments + 1)]
    hops = nodes - _size(departments) + 1
    return "".join(
        (
            _FRONT,
            *_menus("menu", names),
            *(_DEPARTMENT.replace("@", name.removeprefix("d")) for name in names),
            *(
                f"  hop_{number}: {{type: goto, goto: "
                f"{f'hop_{number + 1}' if number < hops else 'bye'}}}\n"
                for number in range(1, hops + 1)
            ),
        )
    )


def _size(departments: int) -> int:
    """Return the nodes of a flow with one hop."""
    names = [""] * departments
    return _FRONT_NODES + 1 + len(_menus("menu", names)) + departments * _DEPARTMENT_NODES


def _menus(name: str, targets: list[str]) -> list[str]:
    """Return a menu that leads to the targets, through menus of its own if they are many."""
    below: list[str] = []
    arms = targets
    if len(targets) > _ARMS:
        arms = [f"{name}_{arm}" for arm in range(1, _ARMS + 1)]
        for arm, place in enumerate(arms):
            below += _menus(place, targets[arm::_ARMS])
    options = "".join(
        f'      to_{arm}: {{key: "{arm}", words: {{en: [office {arm}], es: [oficina {arm}]}}, '
        f"goto: {target}}}\n"
        for arm, target in enumerate(arms, start=1)
    )
    listed = ", ".join(str(arm) for arm in range(1, len(arms) + 1))
    menu = (
        f"  {name}:\n    type: menu\n"
        f'    prompt: {{en: "Which office? {listed}.", es: "¿Qué oficina? {listed}."}}\n'
        f"    options:\n{options}    fallback: person\n"
    )
    return [menu, *below]
