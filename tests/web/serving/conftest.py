"""What depends on the transport runs on each event loop that the server may find installed."""

import asyncio
import importlib.util
from collections.abc import Callable

import pytest

TWICE = {"test_socket_protocol.py", "test_sockets.py", "test_untaken.py"}


def pytest_asyncio_loop_factories(
    item: pytest.Item,
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    factories: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
        "asyncio": asyncio.SelectorEventLoop
    }
    if item.path.name in TWICE and importlib.util.find_spec("uvloop") is not None:
        import uvloop

        factories["uvloop"] = uvloop.new_event_loop
    return factories
