"""The telephone switch: FastAGI, AMI and AudioSocket, behind one adapter.

panoramisk frames, parses and builds the messages; this package owns everything that decides
whether a call survives: quoting, one command at a time, time limits, hang-up seen out of band,
isolated callbacks, and a reconnect that never repeats an action.

    agi.AgiServer          a session for every call that the dialplan hands over
    ami.AmiClient          actions and events
    audiosocket            the caller's voice as 20 ms frames
    legs.AgentLegs         agents' telephones: ring, answer, park, join, hang up
    bridges, dtmf          who is in a bridge, which key was pressed
"""
