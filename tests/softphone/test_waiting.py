import asyncio
from types import SimpleNamespace

import pytest

from agent_desk.softphone.errors import CallbackFailed, WaitedInVain
from agent_desk.softphone.waiting import Changes, Faults, guarded


async def test_a_waiter_wakes_when_its_condition_holds():
    changes, seen = Changes(Faults()), []
    task = asyncio.create_task(
        changes.until(lambda: len(seen) == 2, timeout_s=5, what="two things")
    )
    for thing in "ab":
        await asyncio.sleep(0)
        assert not task.done()
        seen.append(thing)
        changes.notify()
    await task


async def test_waiting_in_vain_names_what_was_awaited():
    with pytest.raises(WaitedInVain, match="the moon"):
        await Changes(Faults()).until(lambda: False, timeout_s=0.01, what="the moon")


async def test_a_failing_callback_wakes_waiters_and_is_raised_once_with_its_cause():
    faults = Faults()
    changes = Changes(faults)
    owner = SimpleNamespace(faults=faults)
    task = asyncio.create_task(changes.until(lambda: False, timeout_s=5, what="nothing"))
    await asyncio.sleep(0)

    @guarded
    def callback(self: SimpleNamespace, parameter: int) -> None:
        raise ValueError(parameter)

    callback(owner, 7)
    with pytest.raises(CallbackFailed, match="ValueError") as caught:
        await task
    assert isinstance(caught.value.__cause__, ValueError)
    faults.check()
