"""What we ask of the kernel: one port for one owner, and no patience with a silent peer."""

import errno
import resource
import socket
from asyncio import BaseTransport
from typing import Final

BACKLOG: Final = 4096
"""Connections the kernel holds for us; with fewer, a storm loses SYNs and waits 1 s and 3 s."""


class PortInUse(Exception):
    """Another process listens on this port already; choose another or stop that one."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} on {host} is already in use")
        self.host = host
        self.port = port


def bind(host: str, port: int, *, backlog: int = BACKLOG) -> socket.socket:
    """Return a listening socket; the caller closes it. Port 0 takes any free port.

    It listens at once, because on Linux two sockets can be bound to one port and only the second
    `listen` finds out. Peers that connect early wait in the backlog until the server accepts them.
    A name with addresses of both families ("localhost") is bound to IPv4; "::" means IPv6 only,
    so that a peer's address never arrives in a form that no list of trusted proxies contains.

    Raises PortInUse, or OSError for any other refusal (privileged port, foreign address).
    """
    family, kind, protocol, _, address = _resolve(host, port)
    # The protocol must be named: asyncio sets TCP_NODELAY only on sockets that say they are TCP.
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(backlog)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from error
        raise
    return listener


def allow_many() -> int:
    """Let this process hold as many descriptors as the system permits; how many that is.

    Each connection is one, and the usual soft limit of 1,024 is for programs that use `select`.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):  # some systems name a hard limit that they do not grant
        return soft
    return hard


def adopt(fd: int) -> socket.socket:
    """Return the listening socket a supervisor opened for us; the caller closes it.

    Python reads family and protocol from the descriptor itself. uvicorn's own `fd` calls every
    descriptor a Unix socket, and then asyncio leaves Nagle's delay on.
    """
    return socket.socket(fileno=fd)


def limit_silence(transport: BaseTransport, limit_ms: int) -> None:
    """Let the kernel drop the peer when data stays unacknowledged for `limit_ms` milliseconds.

    This covers what no timer of ours sees: a peer that vanished without a FIN, and one that keeps
    its window shut while we wait to flush the last bytes.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    connection = transport.get_extra_info("socket")
    if option is None or connection is None or connection.family == socket.AF_UNIX:
        return
    connection.setsockopt(socket.IPPROTO_TCP, option, limit_ms)


def _resolve(
    host: str, port: int
) -> tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str | int | bytes, ...]]:
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return min(found, key=lambda entry: entry[0] != socket.AF_INET)
