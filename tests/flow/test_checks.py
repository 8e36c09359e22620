from pathlib import Path

import pytest

from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from tests.flow.driver import T0
from tests.flow.small_city import write_city

DEMO = Path(__file__).parents[2] / "flows" / "demo_city"


def complaints(folder: Path, **changes: tuple[str, str]) -> list[str]:
    write_city(folder, **changes)
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"main_flow": ("next: leave", "next: leaf")},
            "main.flow.yaml:71:11: nodes.message.next: unknown node 'leaf' (did you mean 'leave'?)",
        ),
        (
            {"routing": ("languages: {en: 5}", "languages: {enn: 5}")},
            "routing.yaml:5:73: agents.1001.languages.enn: unknown language 'enn' "
            "(did you mean 'en'?)",
        ),
        (
            {
                "routing": (
                    "agents:",
                    "vendors: {v: {number: '12', languages: {qqq: ''}}}\nagents:",
                )
            },
            "routing.yaml:4:46: vendors.v.languages.qqq: unknown language 'qqq' "
            "(known here: en, es, fr, so)",
        ),
        (
            {"routing": (", languages: {en: 5}", "")},
            "routing.yaml:5:3: agents.1001: no languages: no caller whose language is known "
            "reaches this agent (add languages: {en: 5})",
        ),
        (
            {"main_flow": ("start: pick_up", "start: pickup")},
            "main.flow.yaml:1:8: start: unknown node 'pickup' (did you mean 'pick_up'?)",
        ),
        (
            {"main_flow": ("queue: general", "queue: generall")},
            "main.flow.yaml:61:12: nodes.person.queue: unknown queue 'generall' "
            "(did you mean 'general'?)",
        ),
        (
            {"main_flow": ("destination: library", "destination: museum")},
            "main.flow.yaml:46:18: nodes.library.destination: unknown destination 'museum' "
            "(known here: emergency, library)",
        ),
        (
            {"main_flow": ("pinned: [garbage]", "pinned: [noise, garbag]")},
            "main.flow.yaml:19:21: nodes.top.pinned.1: unknown question 'garbag' "
            "(did you mean 'garbage'?)",
        ),
        (
            {"main_flow": ("    next: leave\n", "")},
            "main.flow.yaml:66:3: nodes.message: dead end: voicemail has no 'next' "
            "(name the node that follows; a hang_up node ends a call)",
        ),
        (
            {"main_flow": ("  leave: {", "  orphan: {type: goto, goto: bye}\n  leave: {")},
            "main.flow.yaml:72:3: nodes.orphan: no way leads here (remove it, or go to it)",
        ),
        (
            {"main_flow": ("text: {en: Hello., es: Hola.}", "text: {en: Hello.}")},
            "main.flow.yaml:6:5: nodes.welcome.text: the text is missing in Spanish (es) "
            "(add 'es: ...' here)",
        ),
        (
            {"main_flow": ("es: Hola.}", "es: Hola., xx: Hm.}")},
            "main.flow.yaml:6:39: nodes.welcome.text.xx: unknown language 'xx' "
            "(known here: en, es, fr, so)",
        ),
        (
            {"main_flow": ("2: es}", "2: ex}")},
            "main.flow.yaml:11:22: nodes.language.keys.2: unknown language 'ex' "
            "(known here: en, es, fr, so)",
        ),
        (
            {"main_flow": ('key: "4"', 'key: "9"')},
            "main.flow.yaml:39:19: nodes.menu.options.help.key: key '9' means an emergency "
            "everywhere (take another key)",
        ),
        (
            {"main_flow": ('key: "4"', 'key: "0"')},
            "main.flow.yaml:39:19: nodes.menu.options.help.key: key '0' means a person "
            "everywhere (take another key)",
        ),
        (
            {"main_flow": ('key: "4"', 'key: "3"')},
            "main.flow.yaml:39:19: nodes.menu.options.help.key: key '3' is 'hours' at 38:20 "
            "already",
        ),
        (
            {"main_flow": ('help: {key: "4", ', "help: {")},
            "main.flow.yaml:39:7: nodes.menu.options.help: cannot be chosen "
            "(give it a key, or words, or both)",
        ),
        (
            {"main_flow": ("en: [message]", "en: [Library]")},
            "main.flow.yaml:37:35: nodes.menu.options.message.words.en: 'library' is "
            "'library' at 36:35 already (give each words of its own)",
        ),
        (
            {"main_flow": ("en: [message]", "en: [emergency]")},
            "main.flow.yaml:37:35: nodes.menu.options.message.words.en: 'emergency' means an "
            "emergency everywhere (take another word)",
        ),
        (
            {"main_flow": ("{title}, press {key}.", "{title}.")},
            "main.flow.yaml:21:16: nodes.top.item.en: the line lacks {key}",
        ),
        (
            {"main_flow": ("{title}, press {key}.", "{title}: {title}, press {key}.")},
            "main.flow.yaml:21:16: nodes.top.item.en: the line has {title} more than once",
        ),
        (
            {"main_flow": ("{type: answer, next: welcome}", "{type: goto, goto: welcome}")},
            "main.flow.yaml:4:3: nodes.welcome: say comes before the call is answered "
            "(begin with an answer node)",
        ),
        (
            {"city": ("human:\n", "limits: {menu_options: 3}\nhuman:\n")},
            "main.flow.yaml:35:5: nodes.menu.options: 4 options are too many to remember, "
            "at most 3 (split the menu, or let callers say what they want)",
        ),
        (
            {"city": ("{flow: main}", "{flow: mian}")},
            "city.yaml:6:17: lines.311.flow: unknown flow 'mian' (did you mean 'main'?)",
        ),
        (
            {"city": ('default_line: "311"', 'default_line: "312"')},
            "city.yaml:4:15: default_line: unknown line '312' (did you mean '311'?)",
        ),
        (
            {"city": ("destination: emergency", "destination: police")},
            "city.yaml:15:16: emergency.destination: unknown destination 'police' "
            "(known here: emergency, library)",
        ),
        (
            {
                "city": (
                    "destination: emergency",
                    "destination: emergency\n  also: [{destination: police, keys: ['8']}]",
                )
            },
            "city.yaml:16:24: emergency.also.0.destination: unknown destination 'police' "
            "(known here: emergency, library)",
        ),
        (
            {
                "city": (
                    "destination: emergency",
                    "destination: emergency\n  also: [{destination: library, keys: ['9']}]",
                )
            },
            "city.yaml:16:40: emergency.also.0.keys.0: key '9' leads to 'emergency' already",
        ),
        (
            {
                "city": (
                    "destination: emergency",
                    "destination: emergency\n  also: [{destination: library, keys: ['0']}]",
                )
            },
            "city.yaml:18:8: human.key: key '0' is an emergency key already",
        ),
        (
            {
                "city": (
                    "destination: emergency",
                    "destination: emergency\n  also: [{destination: library}]",
                )
            },
            "city.yaml:16:10: emergency.also.0: nothing leads here: give it 'keys', or 'words', or "
            "both",
        ),
        (
            {
                "city": (
                    "destination: emergency",
                    "destination: emergency\n"
                    "  also: [{destination: library, words: {en: [blaze]}}]",
                )
            },
            "city.yaml:16:33: emergency.also.0.words: the words are missing in Spanish (es) "
            "(add 'es: [...]' here)",
        ),
        (
            {"city": ("goto: person", "goto: message")},
            "main.flow.yaml:1:1: no enqueue node 'message', where callers who ask for a person "
            "go (city.yaml names it at human.goto)",
        ),
        (
            {"city": ("goto: person", "goto: persn")},
            "city.yaml:19:9: human.goto: unknown enqueue node 'persn' (did you mean 'person'?)",
        ),
        (
            {"city": ("zone: Europe/Berlin", "zone: Europe/Berlim")},
            "city.yaml:2:7: zone: unknown time zone 'Europe/Berlim': did you mean 'Europe/Berlin'?",
        ),
        (
            {"city": ("en: [operator]", "en: [emergency]")},
            "city.yaml:18:11: human.words.en: 'emergency' is an emergency word already",
        ),
        (
            {"faqs": ("en: [noise]", "en: [garbage]")},
            "faqs.yaml:9:13: faqs.noise.words.en: 'garbage' is 'garbage' already",
        ),
        (
            {"faqs": ("es: Silencio.", "fr: Silence.")},
            "faqs.yaml:8:5: faqs.noise.answer: the text is missing in Spanish (es) "
            "(add 'es: ...' here)",
        ),
        (
            {"faqs": ("es: Silencio.", "es: 🤫!")},
            "faqs.yaml:8:33: faqs.noise.answer.es: '🤫!' has nothing that can be spoken "
            "(say it in words)",
        ),
        (
            {"main_flow": ("{en: Hello., es: Hola.}", "{en: '...', es: Hola.}")},
            "main.flow.yaml:6:16: nodes.welcome.text.en: '...' has nothing that can be spoken "
            "(say it in words)",
        ),
        (
            {"languages": ("please_hold: Patientez.", "please_hold: ¡?")},
            "languages.yaml:16:84: languages.fr.please_hold: '¡?' has nothing that can be spoken "
            "(say it in words)",
        ),
        (
            {"routing": ("kind: interpreter", "kind: interpreter, announce: {en: Come., es: ♪}")},
            "routing.yaml:3:63: queues.interpreters.announce.es: '♪' has nothing that can be "
            "spoken (say it in words)",
        ),
    ],
)
def test_each_fault_is_told_at_its_place(
    tmp_path: Path, changes: dict[str, tuple[str, str]], expected: str
) -> None:
    assert expected in complaints(tmp_path, **changes)


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    told = complaints(
        tmp_path,
        city=("first_line:", "frist_line:"),
        faqs=("title:", "titel:"),
        routing=("kind: general", "kind: genral"),
    )
    assert {line.split(":")[0] for line in told} == {"city.yaml", "faqs.yaml", "routing.yaml"}
    assert "city.yaml:3:1: frist_line: unknown key (did you mean 'first_line'?)" in told


def test_a_folder_without_a_flow_is_refused(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "main.flow.yaml").unlink()
    with pytest.raises(SourceErrors, match=r"the folder has no call flow \(add main\.flow\.yaml\)"):
        load_profile(tmp_path)


@pytest.mark.parametrize(
    ("name", "written", "hint"),
    [
        ("faqs.yaml", "faqs.yml", "rename it to faqs.yaml"),
        ("main.flow.yaml", "main.flow.yml", "rename it to main.flow.yaml"),
        ("city.yaml", "city.YAML", "rename it to city.yaml"),
        (None, "extra.flow.yml", "rename it to extra.flow.yaml"),
        (None, "calls.test.yml", "rename it to calls.test.yaml"),
        (None, "knowledge/waste/fees.yml", "rename it to fees.yaml"),
        (None, "routing.yml", "routing.yaml is there too: keep one of them"),
    ],
)
def test_a_file_that_is_not_read_for_its_name_is_told(
    tmp_path: Path, name: str | None, written: str, hint: str
) -> None:
    write_city(tmp_path)
    (tmp_path / written).parent.mkdir(parents=True, exist_ok=True)
    if name is not None:
        (tmp_path / name).rename(tmp_path / written)
    else:
        (tmp_path / written).touch()
    with pytest.raises(SourceErrors) as caught:
        load_profile(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/{written}:1:1: is not read: the names of a city's files end in .yaml ({hint})"
    )


def test_hidden_files_are_no_part_of_a_city(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / ".checks.yml").touch()
    assert load_profile(tmp_path).name == "Testville"


def test_a_text_may_be_a_figure_or_what_is_read_out(tmp_path: Path) -> None:
    text = ("{en: Hello., es: Hola.}", "{en: '311!', es: '{now.time}'}")
    assert load_profile(write_city(tmp_path, main_flow=text)).first_line == ("en", "es")


def test_what_agents_read_need_not_be_spoken(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "knowledge").mkdir()
    version = "{answer: {en: Ask., es: Pida.}, desk: {en: —, es: —}}"
    item = f"{{title: {{en: Fees, es: Tasas}}, versions: [{version}]}}"
    (tmp_path / "knowledge/fees.yaml").write_text(f"items: {{fees: {item}}}", "utf-8")
    assert "fees" in load_profile(tmp_path).knowledge.items


def test_two_menus_may_lead_to_each_other(tmp_path: Path) -> None:
    write_city(tmp_path, main_flow=('{key: "1", goto: menu}', '{key: "1", goto: top}'))
    assert load_profile(tmp_path).flows["main"].start == "pick_up"


def test_any_change_is_a_new_version(tmp_path: Path) -> None:
    first = load_profile(write_city(tmp_path)).version
    again = load_profile(tmp_path).version
    with (tmp_path / "faqs.yaml").open("a") as file:
        file.write("# checked\n")
    assert again == first
    assert load_profile(tmp_path).version != first


def test_demo_city_is_good_and_ready_for_its_callers() -> None:
    profile = load_profile(DEMO)
    assert profile.first_line == ("en", "es")
    assert len(profile.languages) >= 30
    assert {"fr", "it", "ru", "so", "zh", "yue", "ht", "am", "ne"} <= set(profile.languages)
    assert profile.line_for("5551000", now=T0).alias == "Housing Office"
    assert profile.line_for("no such number", now=T0) is profile.default_line
    assert profile.plan.interpreter_queue == "interpreters"
    assert set(profile.plan.agents) == {"1001", "1002", "1003", "2001", "2002"}


def test_every_speakable_prompt_is_listed_once() -> None:
    prompts = load_profile(DEMO).prompts()
    assert len(set(prompts)) == len(prompts)
    said = {(prompt.name, prompt.language): prompt.text for prompt in prompts}
    assert len(said) == len(prompts)
    assert said["main.welcome", "es"] == "Bienvenido."
    assert (said["title.noise", "en"], said["main.top.2.after", "en"]) == ("Noise", "press 2.")
    assert said["faq.bus", "en"].startswith("Buses run")
    assert said["human", "en"] == "Press 0 for a person."
    assert said["please_hold", "fr"] == "Veuillez patienter."
    assert all(prompt.text for prompt in prompts)
