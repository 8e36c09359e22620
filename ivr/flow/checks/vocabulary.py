"""No key and no word may stand for two things at the same moment."""

from collections.abc import Iterator, Mapping

from ivr.flow.entries import NO_KEY, SCALE, YES_KEY
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import AnySource, Source
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.ask import AskSpec, ChoiceOptionSpec, ChoiceSpec, DigitsSpec, YesNoSpec
from ivr.flow.schema.callback import CallbackSpec, SlotSpec
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.inquiry import RecordConsentSpec, SurveySpec
from ivr.flow.schema.questions import QuestionListSpec


def check_vocabulary(folder: Folder) -> Iterator[Problem]:
    """Report keys and words with two meanings, options that cannot be chosen, long menus."""
    city = folder.city.value
    yield from _emergencies(folder.city)
    if city.human.key in city.emergency.all_keys():
        message = f"key {city.human.key!r} is an emergency key already"
        yield folder.city.problem("human", "key", message=message)
    for tag, word in _shared(city.human.words, city.emergency.all_words()):
        message = f"{word!r} is an emergency word already"
        yield folder.city.problem("human", "words", tag, message=message)
    for entry in folder.numbers.destination_entries:
        yield from _words(city, entry.source, (*entry.path, "words"), entry.spec.words)
    yield from _questions(folder)
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            path = ("nodes", name)
            match node:
                case spec.MenuSpec():
                    yield from _options(city, flow, path, node.options)
                case AskSpec():
                    yield from _ask(city, flow, path, node)
                case spec.AnnounceSpec():
                    yield from _offered(city, flow, path, node)
                case spec.EnqueueSpec():
                    yield from _enqueue(city, flow, path, node)
                case RecordConsentSpec(ask=True):
                    for key in (YES_KEY, NO_KEY):
                        yield from taken_key(city, flow, path, key)
                case SurveySpec():
                    for key in SCALE:
                        yield from taken_key(city, flow, path, key)
                case spec.DetectLanguageSpec():
                    for key in node.keys:
                        yield from taken_key(city, flow, (*path, "keys", key), key)
                case CallbackSpec(slots=slots):
                    yield from _slots(city, flow, (*path, "slots"), slots)
                case _:
                    continue


def _emergencies(city: Source[CityFile]) -> Iterator[Problem]:
    """What is pressed or said must lead to one place, and no place be given twice."""
    keys: dict[str, str] = {}
    said: dict[tuple[str, str], str] = {}
    places: set[str] = set()
    for path, entry in city.value.emergency.entries():
        name = entry.destination
        if name in places:
            message = f"{name!r} is an emergency destination already"
            hint = "put the keys and words together"
            yield city.problem(*path, "destination", message=message, hint=hint)
        places.add(name)
        for index, key in enumerate(entry.keys):
            if keys.setdefault(key, name) != name:
                message = f"key {key!r} leads to {keys[key]!r} already"
                yield city.problem(*path, "keys", str(index), message=message)
        for tag, word in _each(entry.words):
            if said.setdefault((tag, word), name) != name:
                message = f"{word!r} leads to {said[tag, word]!r} already"
                yield city.problem(*path, "words", tag, message=message)


def _ask(
    city: CityFile, flow: Source[spec.FlowFile], path: tuple[str, ...], node: AskSpec
) -> Iterator[Problem]:
    answer = node.answer
    if node.confirm is not None or isinstance(answer, YesNoSpec):
        for key in (YES_KEY, NO_KEY):
            yield from taken_key(city, flow, path, key)
    match answer:
        case DigitsSpec():
            yield from taken_key(city, flow, (*path, "answer", "end"), answer.end)
        case ChoiceSpec():
            yield from _options(city, flow, (*path, "answer"), answer.options)
        case _:
            return


def _options(
    city: CityFile,
    flow: Source[spec.FlowFile],
    path: tuple[str, ...],
    options: Mapping[str, spec.OptionSpec] | Mapping[str, ChoiceOptionSpec],
) -> Iterator[Problem]:
    limit = city.limits.menu_options
    if len(options) > limit:
        yield flow.problem(
            *path,
            "options",
            message=f"{len(options)} options are too many to remember, at most {limit}",
            hint="split the menu, or let callers say what they want",
        )
    keys: dict[str, str] = {}
    said: dict[tuple[str, str], str] = {}
    for choice, option in options.items():
        here = (*path, "options", choice)
        if option.key is None and not option.words:
            hint = "give it a key, or words, or both"
            yield flow.problem(*here, message="cannot be chosen", hint=hint)
        if option.key is not None:
            yield from taken_key(city, flow, (*here, "key"), option.key)
            if keys.setdefault(option.key, choice) != choice:
                there = flow.problem(*path, "options", keys[option.key], "key", message="")
                message = (
                    f"key {option.key!r} is {keys[option.key]!r} at {there.line}:{there.column} "
                    "already"
                )
                yield flow.problem(*here, "key", message=message)
        yield from _words(city, flow, (*here, "words"), option.words)
        for tag, word in _each(option.words):
            earlier = said.setdefault((tag, word), choice)
            if earlier != choice:
                there = flow.problem(*path, "options", earlier, "words", tag, message="")
                message = f"{word!r} is {earlier!r} at {there.line}:{there.column} already"
                hint = "give each words of its own"
                yield flow.problem(*here, "words", tag, message=message, hint=hint)


def _enqueue(
    city: CityFile, flow: Source[spec.FlowFile], path: tuple[str, ...], node: spec.EnqueueSpec
) -> Iterator[Problem]:
    for key in node.keys:
        yield from taken_key(city, flow, (*path, "keys", key), key)
    questions = node.waiting.questions if node.waiting is not None else None
    if questions is None:
        return
    here = (*path, "waiting", "questions")
    yield from _offered(city, flow, here, questions)
    for key in node.keys:
        if key.isdigit() and 1 <= int(key) <= questions.count:
            message = f"key {key!r} is a question's already, of {questions.count}"
            yield flow.problem(*path, "keys", key, message=message, hint="take another key")


def _offered(
    city: CityFile,
    flow: Source[spec.FlowFile],
    path: tuple[str, ...],
    node: QuestionListSpec,
) -> Iterator[Problem]:
    always = [rule for rule in node.pinned if (rule.since, rule.until, rule.season) == (None,) * 3]
    if len(always) > node.count:
        message = f"{len(always)} pinned questions, but count is {node.count}"
        yield flow.problem(*path, "pinned", message=message)
    limit = city.limits.menu_options
    if node.count > limit:
        message = f"{node.count} questions are too many to remember, at most {limit}"
        yield flow.problem(*path, "count", message=message)
    for key in map(str, range(1, node.count + 1)):
        yield from taken_key(city, flow, (*path, "count"), key)


def _slots(
    city: CityFile,
    flow: Source[spec.FlowFile],
    path: tuple[str, ...],
    slots: dict[str, SlotSpec],
) -> Iterator[Problem]:
    keys = {"1": "as soon as it is their turn"}
    for name, slot in slots.items():
        yield from taken_key(city, flow, (*path, name, "key"), slot.key)
        if keys.setdefault(slot.key, name) != name:
            message = f"key {slot.key!r} is {keys[slot.key]!r} already"
            yield flow.problem(*path, name, "key", message=message)


def _questions(folder: Folder) -> Iterator[Problem]:
    said: dict[tuple[str, str], str] = {}
    for entry in folder.knowledge.entries():
        path, words = (*entry.path, "words"), entry.spec.words
        yield from _words(folder.city.value, entry.source, path, words)
        # What has no words of a language is asked for by its title.
        titles = {tag: [title] for tag, title in entry.spec.title.items() if tag not in words}
        yield from _words(folder.city.value, entry.source, (*entry.path, "title"), titles)
        if not entry.is_short:
            # Of many items some share their words: who says one is asked which is meant.
            continue
        for tag, word in _each(words):
            if said.setdefault((tag, word), entry.code) != entry.code:
                message = f"{word!r} is {said[tag, word]!r} already"
                yield entry.problem("words", tag, message=message)


def taken_key(
    city: CityFile, source: AnySource, path: tuple[str, ...], key: str
) -> Iterator[Problem]:
    """Report a key that has its meaning everywhere."""
    if key in city.emergency.all_keys():
        meaning = "an emergency"
    elif key == city.human.key:
        meaning = "a person"
    else:
        return
    message = f"key {key!r} means {meaning} everywhere"
    yield source.problem(*path, message=message, hint="take another key")


def _words(
    city: CityFile, source: AnySource, path: tuple[str, ...], words: dict[str, list[str]]
) -> Iterator[Problem]:
    for meaning, taken in (
        ("an emergency", city.emergency.all_words()),
        ("a person", city.human.words),
    ):
        for tag, word in _shared(words, taken):
            message = f"{word!r} means {meaning} everywhere"
            yield source.problem(*path, tag, message=message, hint="take another word")


def _each(words: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for tag, spoken in words.items():
        for word in spoken:
            yield tag, word.casefold()


def _shared(words: dict[str, list[str]], taken: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    others = set(_each(taken))
    return (pair for pair in _each(words) if pair in others)
