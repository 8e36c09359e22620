"""The same service with its records in PostgreSQL."""

from pathlib import Path

import psycopg
import pytest

from db.rebuild import check
from hotline.demo.scenarios import SCENARIOS
from hotline.demo.show import play
from hotline.demo.stage import open_stage
from tests.calls.conftest import settings_in
from tests.db.postgres import Cluster


@pytest.mark.asterisk
async def test_a_call_is_on_record_in_postgresql(state_dir: Path) -> None:
    cluster = Cluster()
    try:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as admin:
            admin.execute("CREATE DATABASE city")
        settings = settings_in(state_dir, database=cluster.url("city"))
        scenario = next(s for s in SCENARIOS if s.name == "emergency-key")
        async with open_stage(settings) as stage:
            proof = await play(stage, scenario)
            assert [step.what for step in proof.steps if not step.right] == []
            assert check(stage.store) == ()
    finally:
        cluster.stop()
