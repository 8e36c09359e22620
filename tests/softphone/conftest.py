from collections.abc import AsyncIterator

import pytest

from agent_desk.softphone.endpoint import SoftphoneEndpoint


@pytest.fixture
async def endpoint() -> AsyncIterator[SoftphoneEndpoint]:
    """An endpoint of its own for the test: the stack can be started again in one process."""
    async with SoftphoneEndpoint() as endpoint:
        yield endpoint
