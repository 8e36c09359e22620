from pathlib import Path

import pytest

from acd.commands import QueueResult
from ivr.flow import commands, events, inputs
from ivr.flow.call import EMERGENCY_WORD, HUMAN
from ivr.flow.events import Disposition, Means
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import Phone, write_city

EMPTY = """empty: none
    next: leave
  none: {type: hang_up, text: {en: None., es: Nada.}}"""
NODES = ["welcome", "language", "top", "menu", "more", "person", "library", "message", "help"]


def kinds(outputs: list[commands.Command | events.Event]) -> list[str]:
    return [type(out).__name__ for out in outputs]


# --- the beginning -------------------------------------------------------------------------------


def test_a_call_is_answered_and_greeted_in_every_first_line_language(phone: Phone) -> None:
    phone.arrive("5551000")
    assert kinds(phone.fresh) == [
        "CallStarted",
        "NodeEntered",
        "Answer",
        "CallAnswered",
        "NodeEntered",
        "Play",
    ]
    started = phone.last(events.CallStarted)
    assert (started.alias, started.flow) == ("Old Office", "main")
    assert phone.texts == ["Hello.", "Hola."]
    phone.heard()
    assert phone.last(events.PromptHeard).names == ("main.welcome", "main.welcome")
    assert phone.texts == ["Count to three.", "Cuente hasta tres."]


def test_nothing_happens_before_the_call_arrives(phone: Phone) -> None:
    phone.key("1").hang_up().wait(100)
    assert phone.out == []
    assert phone.machine.next_deadline() is None


def test_a_call_that_cannot_be_answered_has_failed(phone: Phone) -> None:
    phone.arrive().tell(inputs.CommandFailed(what="Answer", reason="gone"))
    assert phone.ended.disposition is Disposition.FAILED


# --- the language --------------------------------------------------------------------------------


def test_language_by_speech_by_key_and_by_hint(city: Profile) -> None:
    by_speech = Phone(city).at("language").language("es-MX")
    assert by_speech.machine.language == "es"
    assert by_speech.last(events.LanguageIdentified).means == "speech"
    by_key = Phone(city).at("language").key("2")
    assert by_key.machine.language == "es"
    by_line = Phone(city).arrive("5552000").heard()
    assert by_line.machine.language == "es"
    assert by_line.last(events.LanguageIdentified).means == "hint"
    assert not by_line.all(commands.ListenForLanguage)
    by_history = Phone(city).arrive(en=0.92).heard()
    assert by_history.machine.language == "en"
    unsure = Phone(city).arrive(en=0.8).heard()
    assert unsure.machine.language is None
    priors = unsure.last(commands.ListenForLanguage).priors
    assert priors["en"] > 0.8
    assert sum(priors.values()) == pytest.approx(1.0)


def test_a_caller_nobody_understood_reaches_a_person(phone: Phone) -> None:
    phone.at("language").language(None).heard().wait(4)
    assert [n.what for n in phone.all(events.NothingChosen)] == ["no_match", "no_input"]
    assert phone.last(events.LanguageIdentified).language is None
    assert phone.machine.node == "person"
    phone.heard()
    assert phone.last(commands.EnterQueue).language is None


def test_a_rare_language_goes_to_the_queue_without_a_word_in_another(city: Profile) -> None:
    french = Phone(city).at("language")
    before = len(french.all(commands.Play))
    french.language("fr").heard()
    assert [p.text for play in french.all(commands.Play)[before:] for p in play.prompts] == [
        "Patientez."
    ]
    assert french.last(commands.EnterQueue).language == "fr"

    somali = Phone(city).at("language")
    before = len(somali.all(commands.Play))
    somali.language("so")
    assert somali.last(commands.EnterQueue) == commands.EnterQueue(queue="general", language="so")
    somali.tell(inputs.QueueReturned(result=QueueResult.UNSTAFFED))
    assert somali.last(commands.RecordMessage).max_s == 120.0
    record = somali.last(commands.RecordMessage).record_id
    somali.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=5.0))
    assert somali.ended.disposition is Disposition.VOICEMAIL
    assert somali.all(commands.Play)[before:] == []
    assert somali.last(events.VoicemailLeft).language == "so"


def test_after_identification_every_word_is_in_the_callers_language(city: Profile) -> None:
    phone = Phone(city, "noise").at("language").key("2")
    seen = len(phone.all(commands.Play)) - 1
    phone.heard().wait(3).heard().wait(5).heard().key("2")
    spoken = [p for play in phone.all(commands.Play)[seen:] for p in play.prompts]
    assert len(spoken) > 8
    assert {prompt.language for prompt in spoken} == {"es"}


def test_an_agent_corrects_the_language(phone: Phone) -> None:
    phone.at("person").heard().tell(inputs.AgentJoined(agent_id="1001"))
    phone.tell(inputs.LanguageCorrected(language="es", by_agent="1001"))
    phone.tell(inputs.QueueReturned(result=QueueResult.SERVED))
    assert phone.machine.language == "es"
    assert phone.last(commands.Play).prompts[0].text == "Adiós."


# --- questions and answers -----------------------------------------------------------------------


def test_pinned_and_trending_questions_are_offered_with_their_keys(phone: Phone) -> None:
    phone.at("top")
    assert phone.last(events.FaqsAnnounced).faqs == ("garbage", "noise")
    assert phone.texts == [
        "You may ask:",
        "garbage",
        "press 1.",
        "noise",
        "press 2.",
        "Press 0 for a person.",
    ]
    phrases = {p.words: p.choice for p in phone.last(commands.ListenForWords).phrases}
    assert phrases == {
        "garbage": "garbage",
        "noise": "noise",
        "emergency": f"{EMERGENCY_WORD}emergency",
        "operator": HUMAN,
    }


@pytest.mark.parametrize("means", [Means.KEY, Means.SPEECH])
def test_an_answer_heard_out_is_an_inquiry_and_contains_the_call(
    phone: Phone, means: Means
) -> None:
    phone.at("top")
    if means is Means.KEY:
        phone.key("2")
    else:
        phone.tell(inputs.SpeechStarted(listen_id=phone.listening)).words("noise")
    assert phone.texts == ["Be quiet."]
    phone.heard(played_s=1.5)
    answered = phone.last(events.FaqAnswered)
    assert (answered.faq, answered.complete, answered.heard_s) == ("noise", True, 1.5)
    assert (answered.means, answered.language) == (means, "en")
    assert phone.machine.node == "more"
    assert phone.machine.context.faqs_heard == ("noise",)
    phone.hang_up()
    assert phone.ended.disposition is Disposition.ANSWERED_BY_FAQ


def test_an_answer_cut_by_a_key_or_a_hang_up_is_an_incomplete_inquiry(city: Profile) -> None:
    cut = Phone(city).at("top").key("1").wait(0.4).key("1")
    assert cut.last(events.FaqAnswered).complete is False
    assert cut.last(events.FaqAnswered).heard_s == pytest.approx(0.4)
    assert cut.machine.node == "menu"

    gone = Phone(city).at("top").key("1").wait(0.75).hang_up()
    assert gone.last(events.FaqAnswered).heard_s == pytest.approx(0.75)
    assert gone.last(events.FaqAnswered).complete is False
    assert gone.ended.disposition is Disposition.ABANDONED_IN_MENU


def test_silence_after_the_list_goes_on_and_an_unknown_key_asks_again(city: Profile) -> None:
    silent = Phone(city).at("top").heard().wait(3)
    assert silent.machine.node == "menu"
    wrong = Phone(city).at("top").key("7")
    assert wrong.texts[0] == "Pardon?"
    wrong.key("8")
    assert wrong.machine.node == "menu"


def test_a_language_without_texts_passes_over_the_list_and_the_menu(tmp_path: Path) -> None:
    change = ("identified_other: person", "identified_other: top")
    phone = Phone(load_profile(write_city(tmp_path, main_flow=change)), "heat").at("language")
    plays = len(phone.all(commands.Play))
    phone.language("so")
    assert [entered.node for entered in phone.all(events.NodeEntered)][-3:] == [
        "top",
        "menu",
        "person",
    ]
    assert len(phone.all(commands.Play)) == plays
    assert not phone.all(commands.ListenForWords)
    assert phone.last(commands.EnterQueue).language == "so"


def test_a_language_corrected_in_a_list_leaves_no_caller_waiting_for_ever(phone: Phone) -> None:
    phone.at("top").tell(inputs.LanguageCorrected(language="fr", by_agent="1001"))
    phone.key("7").wait(3)
    assert phone.machine.node == "person"


# --- menus ---------------------------------------------------------------------------------------


def test_a_menu_asks_again_and_then_falls_back(phone: Phone) -> None:
    phone.at("menu")
    assert phone.texts == ["Library 1 or message 2 or hours 3.", "Press 0 for a person."]
    phone.heard().wait(5)
    assert phone.texts[0] == "Are you there?"
    phone.key("5")
    assert [n.what for n in phone.all(events.NothingChosen) if n.node == "menu"] == [
        "no_input",
        "no_match",
    ]
    assert phone.machine.node == "person"


def test_speech_silences_the_prompt_at_once_and_words_choose(phone: Phone) -> None:
    phone.at("menu").tell(inputs.SpeechStarted(listen_id=phone.listening))
    assert kinds(phone.fresh) == ["StopPlay", "PromptHeard"]
    phone.wait(5)
    assert phone.machine.node == "menu"
    phone.words("message")
    choice = phone.last(events.ChoiceMade)
    assert (choice.choice, choice.means, choice.confidence) == ("message", Means.SPEECH, 0.8)
    assert phone.machine.node == "message"


def test_unknown_words_are_a_mistake_and_listening_opens_again(phone: Phone) -> None:
    phone.at("menu")
    first = phone.listening
    phone.words(None)
    assert phone.listening != first
    assert phone.texts[0] == "Not that."


def test_an_utterance_without_a_result_does_not_hold_the_caller_for_ever(phone: Phone) -> None:
    phone.at("menu").tell(inputs.SpeechStarted(listen_id=phone.listening))
    phone.wait(12)
    assert phone.last(events.NothingChosen).what == "no_input"


def test_a_listening_that_fails_leaves_the_keys(phone: Phone) -> None:
    phone.at("menu").tell(inputs.CommandFailed(what=phone.listening, reason="no recogniser"))
    opened = len(phone.all(commands.ListenForWords))
    phone.heard().wait(5)
    assert len(phone.all(commands.ListenForWords)) == opened
    phone.key("2")
    assert phone.machine.node == "message"


def test_keys_typed_ahead_are_used_where_they_fit(phone: Phone) -> None:
    phone.arrive().key("1")
    assert phone.machine.language == "en"
    assert phone.machine.node == "top"
    phone.key("1")
    phone.key("1", "2")
    assert phone.machine.node == "message"


def test_stale_ids_mean_nothing(phone: Phone) -> None:
    phone.at("menu")
    before = list(phone.out)
    phone.tell(inputs.PlaybackEnded(play_id="play-0", complete=True))
    phone.tell(inputs.WordsHeard(listen_id="listen-0", choice="message"))
    phone.tell(inputs.LanguageHeard(listen_id="listen-0", language="es"))
    phone.tell(inputs.SpeechStarted(listen_id="listen-0"))
    phone.tell(inputs.MessageRecorded(record_id="record-0", path="x", duration_s=9))
    phone.tell(inputs.TransferEnded(transfer_id="transfer-0", answered=True))
    phone.tell(inputs.QueueReturned(result=QueueResult.SERVED))
    phone.tell(inputs.KeyPressed(key="A"))
    assert phone.out == before


def test_two_prompts_are_never_open_and_a_lost_end_does_not_block(city: Profile) -> None:
    phone = Phone(city, tells_stops=False).at("language").key("1")
    assert kinds(phone.fresh)[-1] == "ListenForWords"
    phone.wait(1.9)
    assert phone.texts[0] == "Count to three."
    phone.wait(0.1)
    assert phone.texts[0] == "You may ask:"


def test_a_prompt_that_cannot_be_played_counts_as_ended(phone: Phone) -> None:
    phone.arrive()
    assert phone.playing is not None
    phone.tell(inputs.CommandFailed(what=phone.playing.play_id, reason="no file"))
    assert phone.machine.node == "language"


# --- people --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "node"),
    [
        (QueueResult.SERVED, "bye"),
        (QueueResult.TIMED_OUT, "message"),
        (QueueResult.UNSTAFFED, "message"),
    ],
)
def test_the_way_on_from_the_queue(phone: Phone, result: QueueResult, node: str) -> None:
    phone.at("person").heard()
    assert phone.last(events.QueueEntered).queue == "general"
    phone.tell(inputs.QueueReturned(result=result))
    assert phone.machine.node == node


def test_a_queue_that_cannot_be_entered_is_unstaffed(phone: Phone) -> None:
    phone.at("person").heard().tell(inputs.CommandFailed(what="EnterQueue", reason="x"))
    assert phone.machine.node == "message"


def test_hanging_up_before_and_after_an_agent_joined(city: Profile) -> None:
    waiting = Phone(city).at("person").heard().hang_up()
    assert waiting.ended.disposition is Disposition.ABANDONED_IN_QUEUE
    assert waiting.all(commands.LeaveQueue) == [commands.LeaveQueue(reason="hung_up")]
    served = Phone(city).at("person").heard().tell(inputs.AgentJoined(agent_id="1001")).hang_up()
    assert served.ended.disposition is Disposition.SERVED


@pytest.mark.parametrize("node", ["welcome", "language", "top", "menu", "more", "message"])
def test_the_key_for_a_person_works_everywhere(phone: Phone, node: str) -> None:
    phone.at(node).key("0")
    assert phone.machine.node == "person"
    assert phone.last(events.ChoiceMade).choice == "human"


def test_the_word_for_a_person(phone: Phone) -> None:
    phone.at("menu").words(HUMAN)
    assert phone.machine.node == "person"


# --- emergency -----------------------------------------------------------------------------------


@pytest.mark.parametrize("node", [node for node in NODES if node != "help"])
def test_the_emergency_key_works_in_every_node(phone: Phone, node: str) -> None:
    phone.at(node).key("9")
    transfer = phone.last(commands.TransferOut)
    assert (transfer.destination, transfer.emergency) == ("emergency", True)
    request = phone.last(events.EmergencyRequested)
    assert (request.node, request.means) == (node, "key")
    assert transfer in phone.fresh
    assert phone.machine.next_deadline() is None or phone.playing is not None


def test_the_emergency_key_leaves_the_queue_the_recording_and_the_conversation(
    city: Profile,
) -> None:
    queued = Phone(city).at("person").heard().key("9")
    assert kinds(queued.fresh)[:3] == ["EmergencyRequested", "LeaveQueue", "NodeEntered"]
    assert queued.last(commands.LeaveQueue).reason == "emergency"
    talking = Phone(city).at("person").heard().tell(inputs.AgentJoined()).key("9")
    assert talking.last(commands.TransferOut).emergency
    recording = Phone(city).at("message").heard().key("9")
    assert recording.all(commands.StopRecording)
    assert recording.last(commands.TransferOut).emergency
    record = recording.last(commands.RecordMessage).record_id
    recording.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=3.0))
    assert recording.last(events.VoicemailLeft).duration_s == 3.0
    outside = Phone(city).at("library").heard().key("9")
    assert outside.last(events.TransferFinished).reason == "caller_left"
    assert outside.last(commands.TransferOut).emergency


def test_emergency_by_word_by_agent_and_by_flow(city: Profile) -> None:
    word = Phone(city).at("menu").words(f"{EMERGENCY_WORD}emergency")
    assert word.last(events.EmergencyRequested).means == "speech"
    agent = Phone(city).at("person").heard().tell(inputs.AgentJoined())
    agent.tell(inputs.EmergencyDeclared(by_agent="1001"))
    assert agent.last(events.EmergencyRequested).means == "agent"
    flow = Phone(city).at("help")
    assert flow.last(events.EmergencyRequested).means == "flow"
    assert flow.last(commands.TransferOut).emergency


def test_the_end_of_an_emergency_call(city: Profile) -> None:
    talked = Phone(city).at("menu").key("9")
    transfer = talked.last(commands.TransferOut).transfer_id
    talked.key("9", "0", "1")
    assert len(talked.all(commands.TransferOut)) == 1
    talked.tell(inputs.TransferEnded(transfer_id=transfer, answered=True))
    assert talked.ended.disposition is Disposition.EMERGENCY
    assert talked.last(events.TransferFinished).answered is True


@pytest.mark.parametrize("how", ["unanswered", "failed"])
def test_an_emergency_nobody_answers_goes_to_a_person_first_of_all(phone: Phone, how: str) -> None:
    phone.at("welcome").key("9")
    transfer = phone.last(commands.TransferOut).transfer_id
    if how == "failed":
        phone.tell(inputs.CommandFailed(what=transfer, reason="trunk"))
    else:
        phone.tell(inputs.TransferEnded(transfer_id=transfer, answered=False, reason="busy"))
    assert phone.last(commands.EnterQueue).priority == 100
    phone.hang_up()
    assert phone.ended.disposition is Disposition.EMERGENCY


# --- outside and messages ------------------------------------------------------------------------


def test_a_transfer_ends_the_call_or_goes_on(city: Profile) -> None:
    answered = Phone(city).at("library").heard()
    transfer = answered.last(commands.TransferOut)
    assert (transfer.destination, transfer.emergency) == ("library", False)
    answered.key("0", "1")
    answered.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=True))
    assert answered.ended.disposition is Disposition.TRANSFERRED
    refused = Phone(city).at("library").heard()
    transfer = refused.last(commands.TransferOut)
    refused.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=False))
    assert refused.machine.node == "person"


def test_hanging_up_in_a_transfer_waits_for_its_result(city: Profile) -> None:
    told = Phone(city).at("library").heard().hang_up()
    assert not told.machine.finished
    transfer = told.last(commands.TransferOut).transfer_id
    told.tell(inputs.TransferEnded(transfer_id=transfer, answered=True))
    assert told.ended.disposition is Disposition.TRANSFERRED
    assert told.ended.by == "caller"
    never_told = Phone(city).at("library").heard().hang_up().wait(5)
    assert never_told.ended.disposition is Disposition.ABANDONED_IN_MENU


def test_a_message_is_kept_and_thanked_for(phone: Phone) -> None:
    phone.at("message").heard()
    record = phone.last(commands.RecordMessage).record_id
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=4.0))
    assert phone.last(events.VoicemailLeft).path == "m.wav"
    assert phone.texts == ["Thanks."]
    phone.heard().heard()
    assert phone.ended.disposition is Disposition.VOICEMAIL
    assert phone.ended.by == "flow"
    assert kinds(phone.out)[-2:] == ["HangUp", "CallEnded"]


def test_a_message_ended_by_hanging_up_is_kept(phone: Phone) -> None:
    phone.at("message").heard().hang_up()
    record = phone.last(commands.RecordMessage).record_id
    plays = len(phone.all(commands.Play))
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=4.0))
    assert phone.ended.disposition is Disposition.VOICEMAIL
    assert len(phone.all(commands.Play)) == plays


def test_a_breath_is_not_a_message(phone: Phone) -> None:
    phone.at("message").heard()
    record = phone.last(commands.RecordMessage).record_id
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=0.4))
    assert phone.texts == ["Sorry."]
    phone.hang_up()
    assert not phone.all(events.VoicemailLeft)
    assert phone.ended.disposition is Disposition.ABANDONED_IN_MENU


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize(
    ("empty", "texts"),
    [
        ("", ["Goodbye."]),
        (EMPTY, ["None."]),
    ],
)
def test_without_a_message_the_caller_hears_so_and_goes_on(
    tmp_path: Path, empty: str, texts: list[str], fails: bool
) -> None:
    change = ("next: leave", empty or "next: leave")
    phone = Phone(load_profile(write_city(tmp_path, main_flow=change))).at("message").heard()
    record = phone.last(commands.RecordMessage).record_id
    if fails:
        phone.tell(inputs.CommandFailed(what=record, reason="disk full"))
    else:
        phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=0.2))
    assert phone.texts == ["Sorry."]
    phone.heard()
    assert phone.texts == texts
    phone.heard()
    assert phone.ended.disposition is Disposition.FLOW_ENDED


def test_asking_for_a_person_in_a_recording_then_hanging_up_loses_nothing(phone: Phone) -> None:
    phone.at("message").heard().key("0").heard()
    record = phone.last(commands.RecordMessage).record_id
    phone.hang_up()
    assert phone.all(commands.LeaveQueue)
    assert not phone.machine.finished
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=4.0))
    assert phone.all(events.VoicemailLeft)
    assert phone.ended.disposition is Disposition.ABANDONED_IN_QUEUE


# --- the end -------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", NODES)
def test_a_caller_may_hang_up_in_every_node(phone: Phone, node: str) -> None:
    phone.at(node).hang_up().wait(5)
    assert phone.machine.finished
    expected = Disposition.EMERGENCY if node == "help" else Disposition.ABANDONED_IN_MENU
    if node == "more":
        expected = Disposition.ANSWERED_BY_FAQ
    elif node == "person":
        expected = Disposition.ABANDONED_IN_QUEUE
    assert phone.ended.disposition is expected
    assert phone.ended.node == node
    assert phone.machine.next_deadline() is None


def test_nothing_comes_out_after_the_end(phone: Phone) -> None:
    phone.at("menu").hang_up()
    length = len(phone.out)
    phone.key("9", "0").hang_up().arrive().wait(1000)
    assert len(phone.out) == length


def test_what_the_caller_said_travels_along(phone: Phone) -> None:
    phone.arrive("5551000").heard().key("1").heard().wait(3).key("0")
    context = phone.machine.context
    assert (context.language, context.alias) == ("en", "Old Office")
    assert [(c.node, c.choice, c.means) for c in context.choices] == [("menu", "human", Means.KEY)]


# --- an agent sends the caller elsewhere ---------------------------------------------------------


def sent(city: Profile, declared: inputs.TransferDeclared) -> Phone:
    return Phone(city).at("person").heard().tell(inputs.AgentJoined()).tell(declared)


def test_an_agent_connects_the_caller_without_a_word(city: Profile) -> None:
    phone = sent(city, inputs.TransferDeclared(by_agent="1001", destination="library"))
    assert phone.last(commands.LeaveQueue).reason == "transferred"
    transfer = phone.last(commands.TransferOut)
    assert (transfer.destination, transfer.number, transfer.emergency) == ("library", "", False)
    assert phone.last(events.TransferStarted).by_agent == "1001"
    phone.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=True))
    assert phone.ended.disposition is Disposition.TRANSFERRED


def test_a_caller_whom_nobody_answered_there_goes_to_a_person_before_others(city: Profile) -> None:
    phone = sent(city, inputs.TransferDeclared(by_agent="1001", number="2125550199"))
    transfer = phone.last(commands.TransferOut)
    assert (transfer.destination, transfer.number) == ("number", "2125550199")
    phone.key("1", "0")
    assert len(phone.all(commands.TransferOut)) == 1
    phone.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=False))
    assert phone.last(commands.EnterQueue).priority == 1


def test_an_emergency_is_not_sent_elsewhere(city: Profile) -> None:
    phone = Phone(city).at("menu").key("9")
    phone.tell(inputs.TransferDeclared(by_agent="1001", destination="library"))
    assert len(phone.all(commands.TransferOut)) == 1


KEYS_ONLY = ("emergency:\n", "keys_only: {en: Keys today., es: Hoy teclas.}\nemergency:\n")


def test_who_cannot_be_heard_is_told_once_and_goes_on_by_keys(tmp_path: Path) -> None:
    profile = load_profile(write_city(tmp_path, city=KEYS_ONLY))
    arrived = inputs.CallArrived(caller="1", dialled="311", unheard="no recogniser")
    phone = Phone(profile).tell(arrived)
    assert phone.texts[:2] == ["Keys today.", "Hoy teclas."]
    assert phone.last(events.SpeechUnheard).reason == "no recogniser"
    phone.heard().tell(inputs.CommandFailed(what=phone.listening, reason="no recogniser"))
    phone.key("1")
    assert "Keys today." not in phone.texts
    assert len(phone.all(events.SpeechUnheard)) == 1


def test_a_recogniser_that_dies_in_mid_call_is_told_with_the_next_words(tmp_path: Path) -> None:
    profile = load_profile(write_city(tmp_path, city=KEYS_ONLY))
    phone = Phone(profile).at("menu")
    assert "Keys today." not in phone.texts
    phone.tell(inputs.CommandFailed(what=phone.listening, reason="it died"))
    phone.heard().wait(6)
    assert phone.texts[0] == "Keys today."
    assert phone.last(events.SpeechUnheard).node == "menu"
    assert phone.key("2").machine.node == "message"
