"""A small city on disk, whose one flow has a node of each common type."""

from pathlib import Path

from ivr.flow.compiling.surroundings import Surroundings
from ivr.flow.profile import Profile, load_profile

CITY = """\
name: Testville
zone: Europe/Berlin
first_line: [en, es]
default_line: "311"
lines:
  "311": {flow: main}
  "5551000": {flow: main, alias: Old Office}
  "5552000": {flow: main, alias: Español, language: es, probability: 0.95}
destinations:
  emergency: {number: "911"}
  library: {number: "5559000"}
emergency:
  keys: ["9"]
  words: {en: [emergency], es: [emergencia]}
  destination: emergency
human:
  key: "0"
  words: {en: [operator], es: [operador]}
  goto: person
  announce: {en: Press 0 for a person., es: Pulse 0.}
"""

FAQS = """\
faqs:
  garbage:
    title: {en: garbage, es: basura}
    answer: {en: On Monday., es: El lunes.}
    words: {en: [garbage], es: [basura]}
  noise:
    title: {en: noise, es: ruido}
    answer: {en: Be quiet., es: Silencio.}
    words: {en: [noise], es: [ruido]}
  heat:
    title: {en: heat, es: calor}
    answer: {en: From October., es: Desde octubre., fr: Dès octobre.}
"""

LANGUAGES = """\
languages:
  en:
    name: English
    native_name: English
    words: [one, two, three]
    "yes": ["yes", correct]
    "no": ["no"]
    digits: [zero, one, two, three, four, five, six, seven, eight, nine]
  es:
    name: Spanish
    native_name: español
    words: [uno, dos, tres]
    "yes": [sí]
    "no": ["no"]
    digits: [cero, uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve]
  fr: {name: French, native_name: français, words: [un, deux, trois], please_hold: Patientez.}
  so: {name: Somali, native_name: Soomaali, words: [kow, laba, saddex]}
"""

ROUTING = """\
queues:
  general: {kind: general}
  interpreters: {kind: interpreter}
agents:
  "1001": {name: Ada, device: a1001, kinds: [general], languages: {en: 5}}
"""

FLOW = """\
start: pick_up
nodes:
  pick_up: {type: answer, next: welcome}
  welcome:
    type: say
    text: {en: Hello., es: Hola.}
    next: language
  language:
    type: detect_language
    prompt: {en: Count to three., es: Cuente hasta tres.}
    keys: {1: en, 2: es}
    timeout_s: 4
    identified: top
    identified_other: person
    unknown: person
  top:
    type: announce
    count: 2
    pinned: [garbage]
    intro: {en: "You may ask:", es: "Puede preguntar:"}
    item: {en: "{title}, press {key}.", es: "{title}, pulse {key}."}
    no_match: {en: Pardon?, es: ¿Cómo?}
    timeout_s: 3
    answered: more
    next: menu
  more:
    type: menu
    prompt: {en: Press 1 for more., es: Pulse 1.}
    options: {again: {key: "1", goto: menu}}
    attempts: 1
    fallback: bye
  menu:
    type: menu
    prompt: {en: Library 1 or message 2 or hours 3., es: "Biblioteca 1, mensaje 2, horas 3."}
    options:
      library: {key: "1", words: {en: [library], es: [biblioteca]}, goto: library}
      message: {key: "2", words: {en: [message]}, goto: message}
      hours: {key: "3", goto: hours}
      help: {key: "4", goto: help}
    no_input: {en: Are you there?, es: ¿Está ahí?}
    no_match: {en: Not that., es: Eso no.}
    timeout_s: 5
    fallback: person
  library:
    type: transfer
    destination: library
    text: {en: To the library., es: A la biblioteca.}
    failed: person
  hours:
    type: hours
    week:
      mon: ["08:00-18:00"]
      fri: ["08:00-12:00", "22:00-02:00"]
      sun: ["01:00-04:00"]
    holidays: [2026-12-25]
    open: person
    closed: message
  help: {type: emergency}
  person:
    type: enqueue
    queue: general
    text: {en: One moment., es: Un momento.}
    on_timed_out: message
    on_unstaffed: message
    on_served: bye
  message:
    type: voicemail
    prompt: {en: Speak now., es: Hable.}
    thanks: {en: Thanks., es: Gracias.}
    sorry: {en: Sorry., es: Perdón.}
    next: leave
  leave: {type: goto, goto: bye}
  bye:
    type: hang_up
    text: {en: Goodbye., es: Adiós.}
"""

FILES = {
    "city.yaml": CITY,
    "faqs.yaml": FAQS,
    "languages.yaml": LANGUAGES,
    "routing.yaml": ROUTING,
    "main.flow.yaml": FLOW,
}

NODES = ["welcome", "language", "top", "menu", "more", "person", "library", "message", "help"]


def write_city(folder: Path, **changes: tuple[str, str]) -> Path:
    """Write the city; `main_flow=(old, new)` changes a text in main.flow.yaml, and so on."""
    for name, text in FILES.items():
        key = name.removesuffix(".yaml").replace(".", "_")
        if key in changes:
            old, new = changes[key]
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def small_city(folder: Path) -> Profile:
    return load_profile(write_city(folder))


def around_flows(city: Profile) -> Surroundings:
    """What flows made by a test are compiled with: nothing but this city's words."""
    return Surroundings(
        zone=city.zone,
        calendars={},
        destinations={},
        languages=city.languages,
        knowledge=city.knowledge,
    )
