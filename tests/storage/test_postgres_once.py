import pytest
from sqlalchemy import text

from app.rooms.ports import LogUnavailable
from app.storage.errors import BadOption, RoleLacksRight
from app.storage.postgres_once import run_once
from tests.storage.conftest import database_of
from tests.support.postgres import PostgresServer, free_port

pytestmark = pytest.mark.postgres

MAKE = text("CREATE TABLE made AS SELECT 1 AS one")


def test_work_is_one_transaction(postgres_url: str) -> None:
    def fails(connection: object) -> None:
        raise ZeroDivisionError

    run_once(postgres_url, lambda connection: connection.execute(MAKE))
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


@pytest.mark.parametrize("option", ["canary=1", "sslmode=canary", "max_connections=5"])
def test_option_that_cannot_be_is_not_repeated(postgres_url: str, option: str) -> None:
    with pytest.raises(BadOption) as raised:
        run_once(f"{postgres_url}&{option}", lambda connection: None)

    assert "canary" not in str(raised.value)


def test_role_that_may_not_create_lacks_a_right(stranger: str) -> None:
    with pytest.raises(RoleLacksRight):
        run_once(stranger, lambda connection: connection.execute(MAKE))


def test_role_that_may_use_no_schema_lacks_a_right(
    stranger: str, postgres_server: PostgresServer
) -> None:
    postgres_server.run("REVOKE ALL ON SCHEMA public FROM PUBLIC", database_of(stranger))

    with pytest.raises(RoleLacksRight):
        run_once(stranger, lambda connection: connection.execute(MAKE))


def test_role_that_may_not_read_lacks_a_right(stranger: str) -> None:
    asked = text("SELECT count(*) FROM event")

    with pytest.raises(RoleLacksRight):
        run_once(stranger, lambda connection: connection.scalar(asked))
