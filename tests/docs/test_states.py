from scripts.states import DOCUMENT, MACHINES, document


def test_the_diagrams_are_those_of_the_tables() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run `python -m scripts.states`"


def test_every_state_of_every_machine_is_drawn() -> None:
    text = document()
    for _, _, table in MACHINES:
        for state in type(next(iter(table))):
            assert f"    {state} --> " in text
            assert state in table
