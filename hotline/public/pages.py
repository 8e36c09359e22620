"""The page, drawn: one template, its style inside, nothing fetched from anywhere."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ivr.flow.city import StatusPage
from ivr.flow.profile import Profile

LONGEST: Final = 40
"""How many signs of what was typed are shown again."""
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

_env = Environment(
    loader=PackageLoader("hotline.public"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATE: Final = _env.get_template("status.html.j2")
_STYLE: Final = _env.get_template("status.css").render()
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Accept-Language",
    "X-Content-Type-Options": "nosniff",
}
"""What goes with every answer, of JSON too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stands above the form: `words`, and whether they tell of a request (`is_answer`).

    `number` is what was asked for; `is_wrong` when it is to be typed anew.
    """

    words: str = ""
    number: str = ""
    is_answer: bool = False
    is_wrong: bool = False


def status_page(profile: Profile, page: StatusPage, language: str, shown: Shown) -> str:
    """Return the page in one of the first-line languages."""
    number = shown.number[:LONGEST]
    return _TEMPLATE.render(
        city=profile.name,
        language=language,
        direction=_direction(language),
        title=page.title[language],
        label=page.label[language],
        hint=(page.hint or {}).get(language, ""),
        button=page.button[language],
        shown=shown,
        number=number,
        longest=LONGEST,
        style=Markup(_STYLE),
        languages=[
            {
                "tag": tag,
                "name": profile.languages[tag].native_name,
                "direction": _direction(tag),
                "query": urlencode({"lang": tag} | ({"number": number} if number else {})),
            }
            for tag in profile.first_line
        ],
    )


def _direction(language: str) -> str:
    return "rtl" if language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
