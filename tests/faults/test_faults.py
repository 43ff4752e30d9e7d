"""Nodes in processes of their own, broken in every way we know, and what a history proves.

The long form is `make faults`: every fault, more rounds, any seed.
"""

from pathlib import Path

import pytest

from tests.faults.broken import kept
from tests.faults.kinds import needed, suffered
from tests.faults.leaders import histories
from tests.faults.stores import on_postgres, on_sqlite
from tests.faults.tally import Tally
from tests.faults.trial import trying
from tests.support.nats import NatsServer
from tests.support.postgres import PostgresServer

SEED = 20_261_122

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


async def proven(
    faults: list[str], postgres: PostgresServer | None, nats: NatsServer | None, folder: Path
) -> None:
    ground = (
        on_sqlite(folder)
        if postgres is None
        else on_postgres(postgres, nats, folder, needed(faults))
    )
    with ground as backing:
        async with trying(backing, folder, SEED) as trial:
            for name in faults:
                await suffered(trial, name)
            wrong = await trial.proven()
            if wrong:
                kept(wrong, trial.history, trial.judged_by, {"seed": SEED, "faults": faults})

            assert not wrong, "\n".join(map(str, wrong[:10]))
            assert "Traceback" not in trial.cluster.said()


@pytest.mark.timeout(300)
async def test_nodes_by_notify_lose_nothing_to_kills_crashes_full_disks_and_bad_lines_to_postgres(
    crashing_postgres: PostgresServer, tmp_path: Path
) -> None:
    await proven(["kill", "database", "full", "line"], crashing_postgres, None, tmp_path)


@pytest.mark.nats
@pytest.mark.timeout(300)
async def test_nodes_by_nats_lose_nothing_to_its_absence_and_frozen_nodes(
    crashing_postgres: PostgresServer, nats_server: NatsServer, tmp_path: Path
) -> None:
    await proven(["bus", "freeze"], crashing_postgres, nats_server, tmp_path)


@pytest.mark.timeout(300)
async def test_node_over_a_file_loses_nothing_to_kills_a_full_disk_and_bad_lines_of_people(
    tmp_path: Path,
) -> None:
    await proven(["kill", "disk", "network"], None, None, tmp_path)


async def test_leaders_at_several_nodes_at_once_make_histories_that_one_line_explains(
    crashing_postgres: PostgresServer,
) -> None:
    tally = Tally()
    await histories(SEED, 20, crashing_postgres, tally)

    assert not tally.wrong, "\n".join(map(str, tally.wrong[:10]))
    assert tally.counted["leaders: without an answer"]
    assert tally.counted["leaders: acknowledged"] > 100
