"""The automatic call distributor: who talks to whom, and why.

The package is pure. Nothing in it does I/O, reads a clock or draws a random number; the
simulator, the tests and the controller on real Asterisk drive the same `Engine`.

Words
    call      one citizen on one telephone call.
    entry     a call's place in a queue: one need for one agent. A call has one *primary* entry;
              a rare language adds an *interpreter* entry, a hand-over adds another primary one.
    offer     the reservation of one agent for one entry while the telephone rings. It has a lease
              and ends in exactly one of accepted, rejected, timed out, cancelled, rescinded.
    party     an agent who was joined to the call by an accepted offer.

Three drivers only, as in every pure core here: `handle(input, *, now)`, `handle_timer(*, now)`
and `next_deadline()`; results are drained with `take_outputs()`. `now` is seconds since the Unix
epoch, never decreasing.

    plan           the routing file, checked and compiled
    queue          who waits, for what, in which order
    staff          agents: what they chose, what they are seen doing, who is there
    routing        which agent gets an entry, and why; the receipt, and its replay
    offers         the reservation of one agent for one entry
    interpreters   what the caller's language asks for
    consults       bringing somebody else into a call, or giving the caller away
    callbacks      a place in the queue with nobody on the line
    supervision    supervisors on agents' conversations
    forecasting    how long a caller will wait
    sim, theory    the simulator, and Erlang's formulas that it is held to
"""
