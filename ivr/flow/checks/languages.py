"""Every text exists, in words, in every first-line language; no tag is used that the city lacks."""

from collections.abc import Iterator, Mapping

from ivr.flow.catalogue import is_language
from ivr.flow.compiling.interpreters import BLANK, interpreted, known_name
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.knowledge_files import Entry
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import AnySource, Source
from ivr.flow.offer_line import wrong_with
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.callback import CALLBACK_NUMBER, CallbackSpec
from ivr.flow.schema.fields import Heard
from ivr.flow.schema.knowledge_node import KnowledgeSpec
from ivr.flow.schema.marks import marked
from ivr.flow.schema.waiting import BLANKS
from ivr.flow.speech import is_speakable


def check_languages(folder: Folder) -> Iterator[Problem]:
    """Report missing translations, texts that cannot be spoken, and unknown languages."""
    city = folder.city
    known = folder.names.languages
    for index, tag in enumerate(city.value.first_line):
        if tag not in known:
            yield city.unknown_name(("first_line", str(index)), "language", tag, known)
    for line in folder.numbers.lines:
        language = line.spec.language
        if language is not None and language not in known:
            yield line.source.unknown_name((*line.path, "language"), "language", language, known)
    if city.stands("human"):
        yield from _text(folder, city, ("human", "announce"), city.value.human.announce)
        yield from _words(folder, city, ("human", "words"), city.value.human.words)
    if city.stands("emergency"):
        yield from _words(folder, city, ("emergency", "words"), city.value.emergency.words)
    for index, further in enumerate(city.value.emergency.also):
        if further.words:
            here = ("emergency", "also", str(index), "words")
            yield from _words(folder, city, here, further.words)
    for place in folder.numbers.destination_entries:
        yield from _tags(folder, place.source, (*place.path, "words"), place.spec.words)
        if place.spec.about is not None:
            yield from _text(folder, place.source, (*place.path, "about"), place.spec.about)
    for tag, each in folder.languages.value.languages.items():
        if each.please_hold is not None:
            path = ("languages", tag, "please_hold")
            yield from _silent(folder.languages, path, each.please_hold)
    yield from _agents(folder)
    yield from _interpreters(folder)
    if city.value.keys_only is not None:
        yield from _text(folder, city, ("keys_only",), city.value.keys_only)
    if city.value.status_page is not None:
        for below, _, text in marked(city.value.status_page, Heard):
            yield from _text(folder, city, ("status_page", *below), text)
    if city.value.callbacks is not None:
        for field in ("greeting", "message"):
            text = getattr(city.value.callbacks, field)
            if text is not None:
                yield from _text(folder, city, ("callbacks", field), text)
    for entry in folder.knowledge.entries():
        yield from _knowledge(folder, entry)
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            yield from _node(folder, flow, ("nodes", name), node)


def _knowledge(folder: Folder, entry: Entry) -> Iterator[Problem]:
    source, path, spec = entry.source, entry.path, entry.spec
    yield from _text(folder, source, (*path, "title"), spec.title)
    yield from _tags(folder, source, (*path, "words"), spec.words)
    for index, version in enumerate(spec.versions):
        here = (*path, "versions", str(index))
        yield from _text(folder, source, (*here, "answer"), version.answer)
        if version.desk is not None:
            yield from _translated(folder, source, (*here, "desk"), version.desk)


def _interpreters(folder: Folder) -> Iterator[Problem]:
    for name, queue in folder.routing.value.queues.items():
        if queue.announce:
            path = ("queues", name, "announce")
            yield from _text(folder, folder.routing, path, queue.announce)
            for told, words in queue.announce.items():
                if BLANK in words:
                    yield from _unnamed(folder, (*path, told), told)


def _unnamed(folder: Folder, path: tuple[str, ...], told: str) -> Iterator[Problem]:
    """A sentence that names the language needs its name in the language it is told in."""
    known = folder.languages.value.languages
    if not folder.languages.gone.is_whole("languages"):
        return
    unnamed = [tag for tag in interpreted(folder.routing.value) if not known_name(tag, told, known)]
    if unnamed:
        names = ", ".join(_named(folder, tag) for tag in unnamed)
        yield folder.routing.problem(
            *path,
            message=f"{BLANK} has no name in {_named(folder, told)} for {names}",
            hint=f"add 'name_in: {{{told}: ...}}' to each in languages.yaml, or leave {BLANK} out",
        )


def _agents(folder: Folder) -> Iterator[Problem]:
    """Callers whose language is known reach an agent by the languages the agent speaks."""
    known = folder.names.languages
    for agent_id, agent in folder.routing.value.agents.items():
        if not agent.languages and folder.city.value.first_line:
            yield folder.routing.problem(
                *("agents", agent_id),
                message="no languages: no caller whose language is known reaches this agent",
                hint=f"add languages: {{{folder.city.value.first_line[0]}: 5}}",
            )
        for tag in agent.languages:
            if not is_language(tag, known):
                path = ("agents", agent_id, "languages", tag)
                yield folder.routing.unknown_name(path, "language", tag, known)
    for name, vendor in folder.routing.value.vendors.items():
        for tag in vendor.languages:
            if not is_language(tag, known):
                path = ("vendors", name, "languages", tag)
                yield folder.routing.unknown_name(path, "language", tag, known)


def _node(
    folder: Folder, flow: Source[spec.FlowFile], path: tuple[str, ...], node: spec.NodeSpec
) -> Iterator[Problem]:
    for field, text in node.texts():
        yield from _text(folder, flow, (*path, *field), text)
    for field, words in node.words():
        yield from _tags(folder, flow, (*path, *field), words)
    yield from _own_words(folder, flow, path, node)
    match node:
        case spec.AnnounceSpec(item=item):
            yield from _offer(flow, (*path, "item"), item)
        case KnowledgeSpec(item=item) if item is not None:
            yield from _offer(flow, (*path, "item"), item)
        case spec.EnqueueSpec(waiting=waiting) if waiting is not None:
            if waiting.questions is not None:
                here = (*path, "waiting", "questions", "item")
                yield from _offer(flow, here, waiting.questions.item)
            for where, _, text in marked(waiting, Heard):
                for tag, line in text.items():
                    for blank in BLANKS.get(where, ()):
                        if blank not in line:
                            message = f"the text lacks {blank}"
                            yield flow.problem(*path, "waiting", *where, tag, message=message)
        case CallbackSpec(confirm=confirm):
            for tag, line in confirm.items():
                if CALLBACK_NUMBER not in line:
                    message = f"the line does not read the number back: {{{CALLBACK_NUMBER}}}"
                    yield flow.problem(*path, "confirm", tag, message=message)
        case spec.DetectLanguageSpec(keys=keys, assume=assume):
            known = folder.names.languages
            if assume is not None and assume not in known:
                yield flow.unknown_name((*path, "assume"), "language", assume, known)
            for key, tag in keys.items():
                if tag not in known:
                    yield flow.unknown_name((*path, "keys", key), "language", tag, known)
        case _:
            return


def _offer(
    flow: Source[spec.FlowFile], path: tuple[str, ...], line: Mapping[str, str]
) -> Iterator[Problem]:
    for tag, words in line.items():
        for message in wrong_with(words):
            yield flow.problem(*path, tag, message=message)


def _own_words(
    folder: Folder, flow: Source[spec.FlowFile], path: tuple[str, ...], node: spec.NodeSpec
) -> Iterator[Problem]:
    """Keys and words always both work: report a language that lacks its words for the answer."""
    for kind in node.listens_for():
        for tag in folder.city.value.first_line:
            language = folder.languages.value.languages.get(tag)
            if language is None:
                continue
            fields = ("yes", "no") if kind == "yes_no" else (kind,)
            for field in fields:
                if not getattr(language, field):
                    yield flow.problem(
                        *path,
                        message=f"the answer cannot be said in {_named(folder, tag)}",
                        hint=f"add '{field}: [...]' to {tag!r} in languages.yaml",
                    )


def _text(
    folder: Folder, source: AnySource, path: tuple[str, ...], text: Mapping[str, str]
) -> Iterator[Problem]:
    yield from _translated(folder, source, path, text)
    for tag, words in text.items():
        yield from _silent(source, (*path, tag), words)


def _translated(
    folder: Folder, source: AnySource, path: tuple[str, ...], text: Mapping[str, str]
) -> Iterator[Problem]:
    for tag in folder.city.value.first_line:
        if tag not in text:
            message = f"the text is missing in {_named(folder, tag)}"
            yield source.problem(*path, message=message, hint=f"add '{tag}: ...' here")
    yield from _tags(folder, source, path, text)


def _silent(source: AnySource, path: tuple[str, ...], words: str) -> Iterator[Problem]:
    if not is_speakable(words):
        message = f"{words!r} has nothing that can be spoken"
        yield source.problem(*path, message=message, hint="say it in words")


def _words(
    folder: Folder, source: AnySource, path: tuple[str, ...], words: Mapping[str, object]
) -> Iterator[Problem]:
    for tag in folder.city.value.first_line:
        if tag not in words:
            message = f"the words are missing in {_named(folder, tag)}"
            yield source.problem(*path, message=message, hint=f"add '{tag}: [...]' here")
    yield from _tags(folder, source, path, words)


def _tags(
    folder: Folder, source: AnySource, path: tuple[str, ...], texts: Mapping[str, object]
) -> Iterator[Problem]:
    known = folder.names.languages
    for tag in texts:
        if tag not in known:
            yield source.unknown_name((*path, tag), "language", tag, known)


def _named(folder: Folder, tag: str) -> str:
    language = folder.languages.value.languages.get(tag)
    return f"{language.name} ({tag})" if language is not None else tag
