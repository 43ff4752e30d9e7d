"""Three nodes in processes of their own, broken in every way we know, and what a history proves.

The long form is `make faults`: more rounds, any seed.
"""

from pathlib import Path

import pytest

from tests.faults.kinds import FAULTS, suffered
from tests.faults.trial import trying
from tests.support.nats import NatsServer
from tests.support.postgres import PostgresServer

SEED = 20_261_122

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


async def proven(
    faults: list[str], postgres: PostgresServer, nats: NatsServer | None, folder: Path
) -> None:
    async with trying(postgres, nats, folder, SEED) as trial:
        for name in faults:
            await suffered(trial, FAULTS[name])
        wrong = await trial.proven()

        assert not wrong, "\n".join(map(str, wrong[:10]))
        assert "Traceback" not in trial.cluster.said()


@pytest.mark.timeout(300)
async def test_nodes_by_notify_lose_nothing_to_kills_crashes_and_bad_lines(
    crashing_postgres: PostgresServer, tmp_path: Path
) -> None:
    await proven(["kill", "database", "network"], crashing_postgres, None, tmp_path)


@pytest.mark.nats
@pytest.mark.timeout(300)
async def test_nodes_by_nats_lose_nothing_to_its_absence_and_frozen_nodes(
    crashing_postgres: PostgresServer, nats_server: NatsServer, tmp_path: Path
) -> None:
    await proven(["bus", "freeze", "rolling"], crashing_postgres, nats_server, tmp_path)
