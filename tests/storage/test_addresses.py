from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from asyncpg import ClientConfigurationError, connect_utils
from hypothesis import example, given
from hypothesis import strategies as st

from app.storage.addresses import PostgresAddress, SqliteAddress, address_of
from app.storage.errors import BadAddress

PARTS = st.sampled_from([
    "", "ann", "s3cret", "h", "127.0.0.1", "[::1]", "[z:z]", "[", "]", ":", "::1", "abc", "0",
    "5432", "99999", "-1", ",", "@", "/", "//", "?", "&", "=", "#", "%", "%00", "%2Ftmp", "%zz",
    "..", ".", "a" * 64, "\0", "\n", " ", "\udcff", "ü", "１", ";", "\\", "host=", "port=",
    "sslmode=", ":memory:",
]) | st.text(max_size=3)  # fmt: skip
SCHEMES = st.sampled_from(["postgresql://", "postgres://", "postgresql+asyncpg://", "sqlite:///"])
ASSEMBLED = st.builds(
    lambda scheme, parts: scheme + "".join(parts), SCHEMES, st.lists(PARTS, max_size=12)
)
FORMED = st.builds(
    "postgresql://ann:s3cret@{}{}/name?host={}{}&port={}".format,
    *(PARTS, st.just("") | PARTS.map(":{}".format)) * 2,
    PARTS,
)


def tried(dsn: str) -> None:
    """Read an address as the driver does before it connects, and ask for no name."""
    # Its only way in that reaches no network; what it refuses in its own words is told in ours.
    arguments = dict.fromkeys((
        "host", "port", "user", "password", "passfile", "database", "ssl", "service",
        "servicefile", "direct_tls", "server_settings", "target_session_attrs", "krbsrvname",
        "gsslib",
    ))  # fmt: skip
    read: Any = vars(connect_utils)["_parse_connect_dsn_and_args"]
    with suppress(ClientConfigurationError):
        places, _ = read(dsn=dsn, **arguments)
        for place in places:
            if isinstance(place, tuple):
                host, port = place
                assert host.encode("idna")
                assert "\0" not in host
                assert 0 < port < 65536
            else:
                assert "\0" not in place


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/pushback.db", Path("data/pushback.db")),
        ("sqlite:////srv/pushback.db", Path("/srv/pushback.db")),
        ("sqlite:////srv/a%20group.db", Path("/srv/a group.db")),
        ("sqlite:////srv/a group%3F.db", Path("/srv/a group?.db")),
        ("sqlite://", None),
        ("sqlite:///", None),
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
    "rest",
    [
        "",
        "/rooms",
        "host/rooms",
        "host:/rooms",
        "ann@h-1.example.,h_2:5433/rooms",
        "bücher.example/rooms",
        "[::1]:5433,[fe80::1%25eth0]/rooms",
        "%2Fvar%2Frun%2Fpostgresql/rooms",
        "ann@/rooms?host=/var/run/postgresql&port=5433",
        "/rooms?host=one,two:5433,[::1]:5434&port=5432,5433,5434",
        "host/rooms?options=-c%20search_path%3Dpushback",
    ],
)
def test_postgres_may_be_anywhere_the_driver_can_go(rest: str) -> None:
    assert PostgresAddress(f"postgresql://{rest}") == address_of(f"postgresql://{rest}")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "canary",
        "mysql://canary@host/name",
        "redis://canary",
        "sqlite://canary/name",
        "sqlite:///canary.db?mode=ro",
        "sqlite:///canary%00.db",
        "postgresql:/canary",
        "postgresql://ann:secret@host:canary/name",
        "postgresql://ann:canary@host:99999/name",
        "postgresql://ann:canary@host:0/name",
        "postgresql://ann:canary@host:-1/name",
        "postgresql://ann:canary@host:+1/name",
        "postgresql://ann:canary@host:1_0/name",
        "postgresql://ann:canary@host:１/name",
        "postgresql://ann:canary@two..dots/name",
        "postgresql://ann:canary@host,/name",
        "postgresql://ann:canary@host name/name",
        "postgresql://ann:canary@host\n/name",
        "postgresql://ann:canary@host%00/name",
        "postgresql://ann:canary@[::1/name",
        "postgresql://ann:canary@[::1]x/name",
        "postgresql://ann:canary@[z:z]/name",
        "postgresql://ann:can@ary@host/name",
        "postgresql://ann:can#ary@host/name",
        "postgresql://ann:can/ary@host/name",
        "postgresql://ann:can%00ary@host/name",
        "postgresql://ann:canary@host/name\udcff",
        "postgresql://ann:canary@/name?host=h:abc",
        "postgresql://ann:canary@/name?host=[z:z]",
        "postgresql://ann:canary@/name?host=[::1]x",
        "postgresql://ann:canary@/name?host=::1",
        "postgresql://ann:canary@/name?host=,h",
        "postgresql://ann:canary@/name?host=h&port=canary",
        "postgresql://ann:canary@/name?host=h&port=99999",
        "postgresql://ann:canary@/name?host=h&port=,",
        "postgresql://ann:canary@host/name?canary",
    ],
)
def test_anything_else_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(BadAddress) as raised:
        address_of(url)

    assert "canary" not in str(raised.value)


@given(st.text() | ASSEMBLED | FORMED)
@example("postgresql://ann:s3cret@/name?host=h:abc")
@example("postgresql://ann:s3cret@/name?host=[z:z]")
@example("postgresql://?port=,")
def test_whatever_is_typed_is_refused_or_can_be_tried(url: str) -> None:
    try:
        address = address_of(url)
    except BadAddress:
        return
    if isinstance(address, PostgresAddress):
        tried(address.dsn)
    elif address.path is not None:
        assert "\0" not in str(address.path)


@given(password=st.text(min_size=1).filter(lambda text: "\0" not in text))
def test_any_password_can_be_written(password: str) -> None:
    try:
        written = quote(password, safe="")
    except UnicodeEncodeError:  # half a character is none
        return
    assert isinstance(address_of(f"postgresql://ann:{written}@host/name"), PostgresAddress)
