"""Audio before all other work where the system allows it, and as ever where it does not."""

import os
import threading

from asterisk_conf.process import AsteriskProcess
from asterisk_conf.real_time import real_time


def refuse(*_args):
    raise PermissionError


def policy_of_new_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(os.sched_getscheduler(0)))
    thread.start()
    thread.join()
    return found[0]


def started(settings, toolchain):
    process = AsteriskProcess(settings, toolchain)
    try:
        return os.sched_getscheduler(process.start().pid)
    finally:
        process.stop(grace_s=0)


def test_threads_begun_in_the_block_go_first_and_others_do_not():
    before = os.sched_getscheduler(0)
    with real_time() as allowed:
        inside = policy_of_new_thread()
    assert inside == (os.SCHED_RR if allowed else before)
    assert os.sched_getscheduler(0) == policy_of_new_thread() == before


def test_where_it_is_refused_nothing_changes(monkeypatch):
    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    before = os.sched_getscheduler(0)
    with real_time() as allowed:
        assert (allowed, policy_of_new_thread()) == (False, before)


def test_asterisk_goes_first_where_it_may(settings, toolchain):
    with real_time() as allowed:
        pass
    assert started(settings, toolchain) == (os.SCHED_RR if allowed else os.SCHED_OTHER)


def test_asterisk_starts_where_it_may_not(settings, toolchain, monkeypatch):
    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    assert started(settings, toolchain) == os.SCHED_OTHER
