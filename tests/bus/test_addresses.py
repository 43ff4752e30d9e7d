"""The servers of BUS_URL, as the settings let them through."""

import pytest

from app.bus.addresses import NatsServer, servers_of

SERVERS = {
    "nats://there": (NatsServer("there", 4222, False),),
    "tls://there.example:4333/": (NatsServer("there.example", 4333, True),),
    "nats://[::1]:4333": (NatsServer("::1", 4333, False),),
    "nats://us%40er:p%3Aw@there": (NatsServer("there", 4222, False, "us@er", "p:w"),),
    "nats://token@there": (NatsServer("there", 4222, False, "token"),),
    "nats://a, tls://b:1": (NatsServer("a", 4222, False), NatsServer("b", 1, True)),
}


@pytest.mark.parametrize("url", SERVERS)
def test_servers_are_read_as_they_are_written(url: str) -> None:
    assert SERVERS[url] == servers_of(url)


def test_what_lets_us_in_is_not_shown() -> None:
    assert "canary" not in repr(servers_of("nats://canary:canary@there"))
