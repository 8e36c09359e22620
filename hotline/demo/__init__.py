"""The main job on real calls: citizens and agents on real SIP legs, checked by ear and by record.

stage       Asterisk, the controller in its own process, the telephones
scenarios   what a caller does and must hear, one function a story
proof       what was checked, and how it is told
"""
