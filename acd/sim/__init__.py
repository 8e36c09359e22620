"""The distributor under virtual time: the same `acd.engine.Engine` that answers real calls.

    chance       the random source as a protocol, and the laws of durations
    scenario     what is simulated: demand, callers, agents, telephones
    config       the YAML form of a scenario
    compiling    the one into the other
    written      a scenario as the file that would say it
    arrivals     a Poisson process whose rate changes from hour to hour
    rota         who is logged in when
    callers      who calls, with everything they will ever do, drawn in advance
    centre       the event loop: it plays callers, agents and telephones against the engine
    tally        counts and times, day by day, that can be added up
    recorder     turns the engine's events into tallies
    figures      service level, answer time, occupancy, each with its formula
    intervals    confidence intervals
    whatif       changes to a scenario, written in one line
    picture      the day as SVG

Nothing here reads a clock, draws a random number by itself or does any I/O. One source of chance
for each matter (arrivals, handling, patience, ...) is passed in, so that two scenarios that differ
only in staffing meet the very same calls.
"""
