from hotline.clock import Clock
from hotline.ids import new_id


def test_the_clock_goes_on_by_elapsed_time_whatever_becomes_of_the_wall() -> None:
    wall, elapsed = [1_000.0], [50.0]
    clock = Clock(wall=lambda: wall[0], monotonic=lambda: elapsed[0])
    assert clock.now() == 1_000.0
    wall[0] -= 3_600
    elapsed[0] += 2.5
    assert clock.now() == 1_002.5


def test_ids_are_unique_and_begin_with_what_they_name() -> None:
    ids = [new_id("call") for _ in range(2_000)]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("call-") for each in ids)
    assert all(set(each) <= set("0123456789abcdefghjkmnpqrstvwxyz-l") for each in ids)


def test_ids_sort_by_time() -> None:
    ids = [new_id("x")[: -len("-00000")] for _ in range(500)]
    assert ids == sorted(ids)
