"""Real-time scheduling for audio: a packet every 20 ms, whatever else the machine does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def real_time(priority: int = 1) -> Iterator[bool]:
    """Put this thread, and threads that are begun in the block, before all ordinary work.

    The policy is SCHED_RR, as for `asterisk -p`; Linux keeps a twentieth of the time for the
    others. It is for threads that take little: what computes long in it stops the machine.

    Args:
        priority: 1 to 99, the greater before the smaller.

    Yields:
        False where the system does not allow it (it needs root, CAP_SYS_NICE or a limit
        RLIMIT_RTPRIO): then nothing is changed.
    """
    policy, before = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(priority))
    except PermissionError:
        yield False
        return
    try:
        yield True
    finally:
        os.sched_setscheduler(0, policy, before)
