"""Reading what others appended without waiting for their hints, which may be lost."""

from app.rooms.errors import RoomError
from app.rooms.ports import LogUnavailable
from app.rooms.service import Rooms


async def sweep(rooms: Rooms) -> None:
    """Read what this node lacks of the rooms it holds; raises `LogUnavailable`, `Unavailable`.

    What else kept it from one of them, as an event of a newer program, is raised behind all others:
    a room that cannot be read must not keep them from theirs.
    """
    wrong: Exception | None = None
    for room_id, head in (await rooms.log.heads(tuple(rooms.held))).items():
        live = rooms.held.get(room_id)
        if live is None or not (live.is_suspect or live.room.seq < head.seq):
            continue
        try:
            await rooms.catch_up(live, head.seq)
        except (LogUnavailable, RoomError):
            raise
        except Exception as error:  # nobody foresaw it; whoever asked for the sweep tells
            wrong = error
    if wrong is not None:
        raise wrong
