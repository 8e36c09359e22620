"""What callers may say and what is read out to them: emergencies, persons, and languages.

That no key has two meanings, so that the emergency keys and the key for a person act in every node,
is `ivr.flow.checks.vocabulary`'s part; here is what depends on where a call can be.
"""

from collections.abc import Iterator

from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.proof.finding import Finding
from ivr.flow.proof.space import Space
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.ask import AskSpec, ChoiceSpec

WORDS = "words"
LANGUAGES_IN_A_MENU = 3
"""From so many options on that name a language, a menu reads languages out."""


def unheard_words(space: Space) -> Iterator[Finding]:
    """Report languages in which words are listened for, and none for an emergency or a person."""
    city = space.city.folder.city.value
    rules = (("an emergency", city.emergency.all_words()), ("a person", city.human.words))
    for number, place in enumerate(space.places):
        if place.language is None:
            continue
        said = {tag for _, words in space.spec_at(number).words() for tag in words}
        for meaning, words in rules:
            if place.language in said and place.language not in words:
                yield Finding(
                    proof=f"{WORDS}: {meaning}",
                    flow=place.flow,
                    node=place.node,
                    message=f"words are listened for in {place.language!r}, none of them for "
                    f"{meaning}",
                    hint="add them to city.yaml",
                )


def languages_read_out(folder: Folder) -> Iterator[Problem]:
    """Report menus of languages: they are found out by one question, however many there are."""
    names = _language_names(folder)
    limit = folder.city.value.limits.menu_options
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            here = ("nodes", name)
            if isinstance(node, spec.DetectLanguageSpec) and len(node.keys) > limit:
                message = f"{len(node.keys)} languages by key are too many to remember"
                yield flow.problem(
                    *here, "keys", message=f"{message}, at most {limit}", hint="let callers speak"
                )
            options = _options(node)
            told = [choice for choice, said in options.items() if said & names]
            if len(told) >= LANGUAGES_IN_A_MENU:
                yield flow.problem(
                    *here,
                    message=f"languages are read out as a menu: {', '.join(told)}",
                    hint="ask with detect_language: one question for all of them",
                )


def _options(node: spec.NodeSpec) -> dict[str, set[str]]:
    """Return the options of a menu, and how each is called and asked for."""
    match node:
        case spec.MenuSpec(options=menu):
            words = {choice: option.words for choice, option in menu.items()}
        case AskSpec(answer=ChoiceSpec(options=answers)):
            words = {choice: option.words for choice, option in answers.items()}
        case _:
            return {}
    return {
        choice: {choice, *(word.casefold() for said in spoken.values() for word in said)}
        for choice, spoken in words.items()
    }


def _language_names(folder: Folder) -> set[str]:
    languages = folder.languages.value.languages
    names = {
        name.casefold() for each in languages.values() for name in (each.name, each.native_name)
    }
    return names | {tag.casefold() for tag in languages}
