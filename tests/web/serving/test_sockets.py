"""One port has one owner, and what we ask of the kernel is really set."""

import os
import resource
import socket
from contextlib import closing
from typing import ClassVar

import pytest

from app.web.serving.http_protocol import HttpProtocol
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.sockets import BACKLOG, PortInUse, adopt, allow_many, bind
from tests.web.serving.edge import Room, edge, hello_http, until
from tests.web.serving.raw_peer import RawPeer, peer


def test_bound_socket_listens_at_once() -> None:
    with bind("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1


def test_process_may_hold_as_many_descriptors_as_the_system_permits() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, soft), hard))
    try:
        assert hard == allow_many()
        assert (hard, hard) == resource.getrlimit(resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_limit_that_is_not_granted_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(resource, "setrlimit", refused)

    assert soft == allow_many()


def test_port_of_another_process_is_refused_by_name() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortInUse, match=str(port)) as refusal:
            bind("127.0.0.1", port)

    assert (refusal.value.host, refusal.value.port) == ("127.0.0.1", port)


def test_port_is_free_again_at_once() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            listener.accept()[0].close()
    with bind("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_other_refusals_keep_their_own_error() -> None:
    with pytest.raises(OSError, match="assign requested address"):
        bind("192.0.2.1", 0)


def test_localhost_is_bound_where_a_browser_tries_first_or_second() -> None:
    with bind("localhost", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_every_ipv6_address_is_no_ipv4_address() -> None:
    with bind("::", 0) as listener:
        assert listener.family == socket.AF_INET6
        assert listener.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) == 1


def test_adopted_descriptor_keeps_family_and_protocol() -> None:
    with bind("127.0.0.1", 0) as listener:
        address = listener.getsockname()
        with adopt(os.dup(listener.fileno())) as adopted:
            assert adopted.getsockname() == address
            assert (adopted.family, adopted.proto) == (socket.AF_INET, socket.IPPROTO_TCP)


def test_backlog_holds_a_storm() -> None:
    """Linux caps it at net.core.somaxconn, which is 4096 by default."""
    assert BACKLOG == 4096


async def test_accepted_connections_send_without_delay_and_bound_silence() -> None:
    async with edge(hello_http) as here, peer(here.address):
        connections = here.server.server_state.connections
        await until(lambda: bool(connections))
        (connection,) = connections
        accepted = connection.transport.get_extra_info("socket")

        assert isinstance(connection, HttpProtocol)
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 8_000


async def test_who_came_before_the_server_was_ready_is_bounded_too() -> None:
    listener = bind("127.0.0.1", 0)
    async with (
        peer(listener.getsockname()),
        edge(hello_http, listener=listener) as here,
    ):
        connections = here.server.server_state.connections
        await until(lambda: bool(connections))
        (connection,) = connections
        accepted = connection.transport.get_extra_info("socket")

        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 8_000


async def test_upgraded_connections_keep_both() -> None:
    async with edge(Room().app) as here, peer(here.address) as client:
        await client.upgrade()
        (connection,) = here.server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")

        assert isinstance(connection, SocketProtocol)
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 8_000


async def test_upgraded_connections_have_the_limit_of_their_own_protocol() -> None:
    class Hasty(SocketProtocol):
        user_timeout_ms: ClassVar[int] = 300

    async with edge(Room().app, ws=Hasty) as here, peer(here.address) as client:
        await client.upgrade()
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, Hasty)
        accepted = connection.transport.get_extra_info("socket")

        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 300


async def test_unix_sockets_are_left_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = str(tmp_path_factory.mktemp("s") / "s")
    with (
        closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as listener,
        closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection,
    ):
        listener.bind(path)
        listener.listen()
        async with edge(hello_http, listener=listener):
            connection.connect(path)
            connection.setblocking(False)
            client = RawPeer(connection)
            await client.send(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")

            assert b" 200 " in await client.head()
