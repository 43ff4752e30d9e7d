"""How soon whoever is locked is silent, in packets at a listener, over the whole way."""

from pathlib import Path

import pytest

from benchmarks.call import Presses
from tests.janus.meetings import sat_back
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart

pytestmark = [pytest.mark.system, pytest.mark.slow]
TIMES = 20


@apart
async def test_leader_s_move_silences_within_100_ms_and_nothing_comes_once_screens_say_so(
    there: Apart, janus: JanusProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    presses = Presses()
    async with sat_back(tmp_path) as meeting:
        await presses.moves(meeting, TIMES)

    with capsys.disabled():
        print(f"\n{presses.report()}")
    assert [TIMES] * 3 == [len(one) for one in presses.taken.values()]
    assert presses.is_as_promised
