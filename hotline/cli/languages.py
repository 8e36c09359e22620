"""`hotline languages`: who serves each language now."""

from collections import Counter

import click

from acd.interpreters.serving import LanguageService, ServedBy, service_of
from hotline.cities.start import city_served
from hotline.cli.reading import as_json_option, print_json, print_rows
from hotline.desk.client import DeskClient
from hotline.errors import HotlineError
from hotline.settings import Settings, load_settings
from ivr.flow.catalogue import catalogue
from ivr.flow.profile import Profile


@click.command()
@click.argument("tags", nargs=-1, metavar="[TAG]...")
@click.option("--configured", is_flag=True, help="By the files alone, whoever is on duty.")
@click.option("--unserved", is_flag=True, help="Only languages that nobody speaks or interprets.")
@as_json_option
def languages(tags: tuple[str, ...], configured: bool, unserved: bool, as_json: bool) -> None:
    """How callers of each language are served: by whom, or with a message alone.

    With TAGs only those; the exit status is 1 if nobody speaks or interprets one of them.
    """
    settings = load_settings()
    profile = city_served(settings)
    on_duty = None if configured else _on_duty(settings)
    names = _names(profile)
    found = [service_of(profile.plan, tag, on_duty) for tag in tags or names]
    shown = [each for each in found if not unserved or each.served_by is ServedBy.NOBODY]
    basis = "configured" if on_duty is None else "on duty"
    if as_json:
        print_json(
            {
                "basis": basis,
                "counts": Counter(each.served_by.value for each in found),
                "languages": [_as_json(profile, names, each) for each in shown],
            }
        )
    else:
        _print(profile, names, found, shown, basis)
    if tags and any(each.served_by is ServedBy.NOBODY for each in found):
        raise SystemExit(1)


def _on_duty(settings: Settings) -> frozenset[str] | None:
    """Return who takes calls now, None while the service does not run."""
    if not (settings.state_dir / "secrets.json").exists():
        return None
    try:
        agents = DeskClient.from_settings(settings).get("/api/agents")["agents"]
    except HotlineError:
        return None
    return frozenset(
        agent["agent_id"]
        for agent in agents
        if agent["status"] == "available" and agent["state"] != "not_responding"
    )


def _names(profile: Profile) -> dict[str, str]:
    """Return the catalogue and what the city uses beyond it, tag to name, in order of the tags.

    A tag that is in neither list has the name of the language it belongs to, or its own.
    """
    names = dict(catalogue())
    names |= {tag: language.name for tag, language in profile.languages.items()}
    for agent in profile.plan.everyone().values():
        for tag in agent.languages:
            names.setdefault(tag, names.get(tag.partition("-")[0], tag))
    return dict(sorted(names.items()))


def _name(names: dict[str, str], tag: str) -> str:
    return names.get(tag) or names.get(tag.partition("-")[0], "")


def _message(profile: Profile, tag: str) -> bool:
    """Whether the city can ask the caller to hold in the language."""
    known = profile.known_language(tag)
    return known is not None and (
        known in profile.first_line or profile.languages[known].please_hold is not None
    )


def _as_json(profile: Profile, names: dict[str, str], each: LanguageService) -> dict[str, object]:
    return {
        "tag": each.tag,
        "name": _name(names, each.tag),
        "served_by": each.served_by.value,
        "natives": each.natives,
        "interpreters": each.interpreters,
        "vendors": each.vendors,
        "message": _message(profile, each.tag),
    }


def _print(
    profile: Profile,
    names: dict[str, str],
    found: list[LanguageService],
    shown: list[LanguageService],
    basis: str,
) -> None:
    print_rows(
        f"Languages, by who is {basis}",
        ("tag", "language", "served by", "agents", "interpreters", "vendors", "message"),
        [
            (
                each.tag,
                _name(names, each.tag),
                each.served_by.value,
                len(each.natives) or "",
                len(each.interpreters) or "",
                ", ".join(each.vendors),
                "yes" if _message(profile, each.tag) else "",
            )
            for each in shown
        ],
        empty="Every language is spoken or interpreted.",
    )
    counts = Counter(each.served_by for each in found)
    told = ", ".join(f"{counts[way]} {way.value}" for way in ServedBy)
    click.echo(f"{len(found)} languages, by who is {basis}: {told}", err=True)
