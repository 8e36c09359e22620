"""What the city asks these days: counted, compared with what is usual, and put in order.

Pure: no clock, no I/O. An inquiry is one question answered, whoever answered it and on whatever
channel, under the code of the answer. `counts` weighs the recent ones, `baseline` knows what is
usual at this hour of the week, `ranking` puts both together. `surge` says when a question is asked
far more than usual; `watch` tells it what is, from the baseline, the `recent_days` and the same
weeks of `last_year`. `experiment` decides who hears a control list instead.
"""
