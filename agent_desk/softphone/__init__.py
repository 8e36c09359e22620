"""A headless SIP softphone: citizens and agents for the demo, the tests and the benchmarks.

    async with SoftphoneEndpoint() as endpoint:
        citizen = Softphone(endpoint, "citizen", server="127.0.0.1:5060")
        call = await citizen.dial("311", caller_id="2125550100")
        await call.answered(timeout_s=5)
        await call.hears_prompt(Path("welcome.wav"), timeout_s=10)
        await call.send_keys("1")
        call.hang_up()
        await call.ended(timeout_s=5)

It needs the pjsua2 bindings, which set-up builds. `hearing`, `prompt_match`, `pcm` and `speech`
work without them.
"""
