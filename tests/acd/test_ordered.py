from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from acd.queue.ordered import OrderedKeys

KEYS = st.lists(st.tuples(st.integers(0, 5_000)), unique=True, min_size=0, max_size=1_500)


@given(KEYS, st.integers(-1, 5_001))
def test_the_rank_of_a_key_is_how_many_are_smaller(keys: list[tuple[int]], asked: int) -> None:
    ordered: OrderedKeys[tuple[int]] = OrderedKeys()
    for key in keys:
        ordered.add(key)
    assert ordered.rank((asked,)) == bisect_left(sorted(keys), (asked,))
