from pathlib import Path

import pytest

from bench.errors import SippFailed
from bench.sipp import read_load

STATISTICS = "SuccessfulCall(C);Retransmissions(C);X\n0;0;\n7;3;\n"
TIMES = "Date_ms;response_time_ms;rtd_no\n1;4.000000;1\n2;12.000000;1\n"


def test_calls_that_did_not_succeed_count_as_failed(tmp_path: Path) -> None:
    (tmp_path / "short_call.stat.csv").write_text(STATISTICS)
    (tmp_path / "short_call_123_rtt.csv").write_text(TIMES)
    load = read_load(tmp_path, 10)
    assert (load.placed, load.failed, load.retransmissions) == (10, 3, 3)
    assert load.to_200_ms == (4.0, 12.0)


def test_no_statistics_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SippFailed):
        read_load(tmp_path, 1)
    (tmp_path / "short_call.stat.csv").write_text("SuccessfulCall(C)\n")
    with pytest.raises(SippFailed):
        read_load(tmp_path, 1)
