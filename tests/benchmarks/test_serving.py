from pathlib import Path

import pytest

from benchmarks.pump import Window
from benchmarks.serving import PEERS, SERVERS, Missing, peer

pytestmark = pytest.mark.system


@pytest.mark.parametrize("name", ["plain", "websockets", "picows", "nats"])
async def test_peer_tells_everybody_every_command(name: str, tmp_path: Path) -> None:
    async with peer(SERVERS[name], tmp_path, 2, 10, print) as bench:
        joined = await bench.arrive(0, 2)
        figures = await bench.window(Window("signal", 40, 0.0, 0.5))
        await bench.leave(bench.crowd.members)

    assert joined["per_second"] > 0
    assert 0 == figures["not_delivered"] == figures["unasked"] == figures["lost_connections"]
    assert 1 == figures["frames_per_delivery"]
    assert 200 <= figures["bytes_per_frame"] <= 240


async def test_peer_that_cannot_be_started_says_what_it_lacks(tmp_path: Path) -> None:
    def command(port: int, folder: Path) -> tuple[str, ...]:
        return ("false",)

    which = SERVERS["plain"]
    ended = type(which)(which.title, command)
    with pytest.raises(Missing, match="did not start"):
        async with peer(ended, tmp_path, 1, 10, print):
            pass


def test_every_file_of_a_peer_is_used() -> None:
    files = {path.stem for path in PEERS.iterdir() if path.suffix in {".py", ".js", ".conf"}}
    used = {"plain", "websockets_broadcast", "picows_rooms", "python_socketio", "django_channels"}

    assert files == used | {"ws", "socket_io", "nats", "nchan", "__init__"}
