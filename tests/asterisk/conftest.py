from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from ivr.asterisk.ami import AmiClient
from tests.asterisk.fake_ami import SECRET, FakeAmi
from tests.asterisk.leg_desk import Desk

Connect = Callable[..., Awaitable[AmiClient]]


@pytest.fixture
async def switch() -> AsyncIterator[FakeAmi]:
    fake = FakeAmi()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
async def connect(switch: FakeAmi) -> AsyncIterator[Connect]:
    clients: list[AmiClient] = []

    async def start(**changes: float) -> AmiClient:
        client = AmiClient(
            host="127.0.0.1",
            port=switch.port,
            username="hotline",
            secret=SECRET,
            first_retry_s=0.01,
            **changes,
        )
        clients.append(client)
        await client.start()
        return client

    yield start
    for client in clients:
        await client.stop()


@pytest.fixture
async def desk(switch: FakeAmi, connect: Connect) -> AsyncIterator[Desk]:
    desk = Desk(await connect(), switch)
    yield desk
    await desk.legs.close()
