from acd.timers import Purpose, Timers


def test_due_in_order_and_nothing_early() -> None:
    timers = Timers()
    timers.set(Purpose.WRAP_UP, "b", 20.0)
    timers.set(Purpose.LEASE, "a", 10.0)
    timers.set(Purpose.JOIN, "c", 10.0)
    assert timers.next() == 10.0
    assert timers.pop_due(9.9) is None
    assert [timers.pop_due(10.0) for _ in range(3)] == [
        (Purpose.LEASE, "a"),
        (Purpose.JOIN, "c"),
        None,
    ]
    assert timers.next() == 20.0


def test_moving_and_cancelling() -> None:
    timers = Timers()
    timers.set(Purpose.LEASE, "a", 10.0)
    timers.set(Purpose.LEASE, "a", 30.0)
    assert timers.next() == 30.0
    timers.set(Purpose.LEASE, "a", 5.0)
    assert timers.next() == 5.0
    timers.cancel(Purpose.LEASE, "a")
    timers.cancel(Purpose.LEASE, "a")
    assert timers.next() is None
    assert timers.pop_due(1_000.0) is None


def test_the_same_id_may_wait_for_different_things() -> None:
    timers = Timers()
    timers.set(Purpose.MAX_WAIT, "e", 10.0)
    timers.set(Purpose.RETRY, "e", 5.0)
    timers.cancel(Purpose.RETRY, "e")
    assert timers.next() == 10.0


def test_what_was_disarmed_long_before_its_time_is_not_kept() -> None:
    timers = Timers()
    timers.set(Purpose.LEASE, "last", 2e6)
    for number in range(20_000):
        timers.set(Purpose.LEASE, str(number), 1e6 + number)
        timers.cancel(Purpose.LEASE, str(number))
    assert len(timers) < 4_000
    assert timers.pop_due(3e6) == (Purpose.LEASE, "last")
