import ssl

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from app.rooms.ports import LogUnavailable
from app.storage.errors import BadAddress, BadOption, RoleLacksRight
from app.storage.postgres_errors import translated, translated_start


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.ConnectionDoesNotExistError("canary"),
        asyncpg.AdminShutdownError("canary"),
        asyncpg.QueryCanceledError("canary"),
        asyncpg.DiskFullError("canary"),
        asyncpg.TooManyConnectionsError("canary"),
        asyncpg.LockNotAvailableError("canary"),
        asyncpg.DeadlockDetectedError("canary"),
        asyncpg.SerializationError("canary"),
        asyncpg.ReadOnlySQLTransactionError("canary"),
        asyncpg.InvalidPasswordError("canary"),
        asyncpg.InvalidCatalogNameError("canary"),
        asyncpg.InterfaceError("canary"),
        ConnectionResetError("canary"),
        TimeoutError("canary"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_database_is_at_fault_for_is_unavailable(error: Exception) -> None:
    for one in (error, DBAPIError("canary", {"a": "canary"}, error)):
        found = translated(one)
        assert isinstance(found, LogUnavailable)
        assert "canary" not in str(found)


@pytest.mark.parametrize(
    "error",
    [asyncpg.InsufficientPrivilegeError("canary"), asyncpg.InvalidSchemaNameError("canary")],
    ids=lambda error: type(error).__name__,
)
def test_what_the_role_may_not_do_is_a_right_it_lacks(error: Exception) -> None:
    for one in (error, DBAPIError("canary", {"a": "canary"}, error)):
        found = translated(one)
        assert isinstance(found, RoleLacksRight)
        assert "canary" not in str(found)


def test_connection_that_was_given_up_is_unavailable() -> None:
    lost = DBAPIError("canary", {}, Exception("canary"), connection_invalidated=True)

    assert isinstance(translated(lost), LogUnavailable)


@pytest.mark.parametrize(
    "error",
    [asyncpg.UniqueViolationError("ours"), asyncpg.UndefinedTableError("ours"), KeyError("ours")],
)
def test_what_we_are_at_fault_for_stays_what_it_is(error: Exception) -> None:
    assert error is translated(error)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.ClientConfigurationError("canary"),
        asyncpg.UndefinedObjectError("canary"),
        asyncpg.InvalidParameterValueError("canary"),
        asyncpg.CantChangeRuntimeParamError("canary"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_option_that_nobody_takes_is_a_bad_one(error: Exception) -> None:
    found = translated_start(error)

    assert isinstance(found, BadOption)
    assert "canary" not in str(found)


@pytest.mark.parametrize(
    "error",
    [ValueError("canary"), IndexError("canary"), OverflowError("canary"), TypeError("canary")],
    ids=lambda error: type(error).__name__,
)
def test_address_that_the_driver_chokes_on_is_a_bad_one(error: Exception) -> None:
    found = translated_start(error)

    assert isinstance(found, BadAddress)
    assert "canary" not in str(found)


def test_start_fails_otherwise_as_everything_does() -> None:
    assert isinstance(translated_start(asyncpg.InsufficientPrivilegeError()), RoleLacksRight)
    assert isinstance(translated_start(ssl.SSLCertVerificationError("canary")), LogUnavailable)
    ours = AttributeError("ours")
    assert ours is translated_start(ours)
