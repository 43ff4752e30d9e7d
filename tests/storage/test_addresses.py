from pathlib import Path

import pytest

from app.storage.addresses import PostgresAddress, SqliteAddress, address_of
from app.storage.errors import BadAddress


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/pushback.db", Path("data/pushback.db")),
        ("sqlite:////srv/pushback.db", Path("/srv/pushback.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
    ],
)
def test_sqlite_is_a_file_or_memory(url: str, path: Path | None) -> None:
    assert SqliteAddress(path) == address_of(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_postgres_keeps_its_password_for_the_driver_alone(scheme: str) -> None:
    address = address_of(f"{scheme}://ann:s%40cret@db.example:5433/rooms?sslmode=require")

    assert isinstance(address, PostgresAddress)
    assert "postgresql://ann:s%40cret@db.example:5433/rooms?sslmode=require" == address.dsn
    assert "cret" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "canary",
        "mysql://canary@host/name",
        "redis://canary",
        "postgresql://ann:secret@host:canary/name",
        "postgresql://ann:canary@host:/name",
        "postgresql://ann:canary@host:99999/name",
        "postgresql://ann:canary@host:-1/name",
        "postgresql://ann:canary@two..dots/name",
        "postgresql://ann:canary@[::1/name",
    ],
)
def test_anything_else_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(BadAddress) as raised:
        address_of(url)

    assert "canary" not in str(raised.value)
