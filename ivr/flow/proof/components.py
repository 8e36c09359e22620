"""Strongly connected components of a graph of numbered places (Tarjan 1972, without recursion)."""

from collections.abc import Iterator, Sequence


def loops(ways: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield each set of places from which one can come back: more than one, or one to itself."""
    for members in components(ways):
        if len(members) > 1 or members[0] in ways[members[0]]:
            yield members


def components(ways: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield every set of places that can be come to from one another, the last ones first."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in range(len(ways)):
        if root in index:
            continue
        work = [(root, iter(ways[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            number, rest = work[-1]
            for to in rest:
                if to not in index:
                    index[to] = low[to] = len(index)
                    stack.append(to)
                    on_stack.add(to)
                    work.append((to, iter(ways[to])))
                    break
                if to in on_stack:
                    low[number] = min(low[number], index[to])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[number])
                if low[number] == index[number]:
                    found = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        found.append(member)
                        if member == number:
                            break
                    yield sorted(found)
