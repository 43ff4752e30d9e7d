import pytest
from sqlalchemy import text

from app.rooms.ports import LogUnavailable
from app.storage.postgres_once import run_once
from tests.support.postgres import free_port

pytestmark = pytest.mark.postgres


def test_work_is_one_transaction(postgres_url: str) -> None:
    def fails(connection: object) -> None:
        raise ZeroDivisionError

    made = text("CREATE TABLE made AS SELECT 1 AS one")
    run_once(postgres_url, lambda connection: connection.execute(made))
    with pytest.raises(ZeroDivisionError):
        run_once(postgres_url, fails)

    asked = text("SELECT one FROM made")
    assert 1 == run_once(postgres_url, lambda connection: connection.scalar(asked))


def test_migration_may_take_its_time(postgres_url: str) -> None:
    asked = text("SHOW statement_timeout")

    assert "0" == run_once(postgres_url, lambda connection: connection.scalar(asked))


def test_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(LogUnavailable):
        run_once(f"postgresql://canary@127.0.0.1:{free_port()}/rooms", lambda connection: None)
