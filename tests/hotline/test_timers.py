"""The heap of deadlines against a dictionary that is searched."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.timers import Deadlines

KEYS = st.sampled_from(["a", "b", "c", "d"])
TIMES = st.integers(0, 20).map(float)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), KEYS, st.one_of(TIMES, st.none())),
        st.tuples(st.just("pop"), TIMES, st.none()),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_deadlines_are_those_of_a_naive_model(steps: list[tuple[str, object, object]]) -> None:
    deadlines, model = Deadlines(), {}
    for what, first, second in steps:
        if what == "set":
            deadlines.set(first, second)  # type: ignore[arg-type]
            model[first] = second
        else:
            due = deadlines.pop_due(first)  # type: ignore[arg-type]
            expected = {key for key, at in model.items() if at is not None and at <= first}
            assert set(due) == expected
            assert len(due) == len(expected)
            assert [model[key] for key in due] == sorted(model[key] for key in due)
            for key in due:
                model[key] = None
        assert deadlines.next() == min(
            (at for at in model.values() if at is not None), default=None
        )


def test_a_deadline_that_moves_away_and_back_falls_due_once() -> None:
    deadlines = Deadlines()
    for at in (1.0, 2.0, 1.0):
        deadlines.set("a", at)
    assert deadlines.pop_due(5.0) == ["a"]
    assert deadlines.pop_due(5.0) == []


def test_what_is_replaced_does_not_pile_up_for_ever() -> None:
    deadlines = Deadlines()
    for at in range(1000):
        deadlines.set("a", float(at))
    deadlines.set("a", None)
    assert deadlines.next() is None
    assert deadlines._heap == []
