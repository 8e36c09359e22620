"""Queueing formulas: what a centre of equal agents and patient or impatient callers must show.

    erlang_b   no waiting room: a call that finds nobody free is lost       trunks
    erlang_c   everybody waits for as long as it takes                      the textbook staffing
    erlang_a   callers hang up when their patience ends                     the honest staffing
    staffing   the fewest agents that meet a target

All three assume Poisson arrivals at a constant rate and exponential handling times; Erlang B holds
for any handling times. `load` is offered work in erlangs: arrivals a second times mean handling
seconds. Pure functions, no state; the simulator is tested against them.
"""

from acd.theory.erlang_a import ErlangA
from acd.theory.erlang_b import blocking
from acd.theory.erlang_c import ErlangC
from acd.theory.staffing import Unreachable, fewest_agents

__all__ = ["ErlangA", "ErlangC", "Unreachable", "blocking", "fewest_agents"]
