"""The words of Janus' VideoRoom: what it is asked, and what it says, as values of ours."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from app.janus.offers import MID, Kind, Stream
from app.rooms.fields import ID_PATTERN, PersonId, RoomId

MOST_PEOPLE = 40
"""Who may publish at a time; a circle with its observers has half of it."""
MOST_STREAMS = 128
OURS = "~"
"""What the ids of our own silent handles begin with; no person's does."""

EXISTS = 427
NO_SUCH_ROOM = 426
NO_SUCH_FEED = 428
ID_TAKEN = 436

_PERSON = re.compile(ID_PATTERN, re.ASCII)

Body = dict[str, Any]
Seen = Mapping[Stream, bool]
"""Streams of one person, and whether each is kept closed."""


def room_secret(key: str, room: RoomId) -> str:
    """What moderates this room: the same on every node and after every restart, and of no use for
    another room."""
    return hmac.new(key.encode(), f"room {room}".encode(), hashlib.sha256).hexdigest()


def create(room: RoomId, secret: str, key: str) -> Body:
    """A room that nobody lists, that measures no sound, and that nobody can have recorded."""
    return {
        "request": "create", "admin_key": key, "room": room, "secret": secret,
        "description": "", "is_private": True, "permanent": False,
        "publishers": MOST_PEOPLE, "notify_joining": False, "require_pvtid": False,
        "audiolevel_ext": False, "audiolevel_event": False,
        "audiocodec": "opus", "opus_fec": True, "videocodec": "vp8,h264",
        "bitrate": 600_000, "bitrate_cap": True, "fir_freq": 10,
        "record": False, "lock_record": True,
    }  # fmt: skip


def destroy(room: RoomId, secret: str) -> Body:
    """Everybody is put out, and the room forgotten."""
    return {"request": "destroy", "room": room, "secret": secret, "permanent": False}


def listed(key: str) -> Body:
    """All rooms, which are private: only whoever may make them is told of them."""
    return {"request": "list", "admin_key": key}


def check_secret(room: RoomId, secret: str) -> Body:
    """Changes nothing, but for whoever does not have the room's secret it is an error."""
    return {"request": "edit", "room": room, "secret": secret}


def join(room: RoomId, name: str) -> Body:
    """As one who may publish. Nobody's display name is told."""
    return {"request": "join", "ptype": "publisher", "room": room, "id": name}


def publish() -> Body:
    """What comes with it is the offer."""
    return {"request": "publish", "record": False}


def leave() -> Body:
    """The id is free when this has been answered."""
    return {"request": "leave"}


def moderate(room: RoomId, secret: str, person: PersonId, mid: str, *, closed: bool) -> Body:
    """Close a stream where it comes in, or open it."""
    return {
        "request": "moderate", "room": room, "secret": secret,
        "id": person, "mid": mid, "mute": closed,
    }  # fmt: skip


def kick(room: RoomId, secret: str, person: PersonId) -> Body:
    """Put somebody out of the call."""
    return {"request": "kick", "room": room, "secret": secret, "id": person}


def participants(room: RoomId) -> Body:
    """Who is in it, also those who publish nothing."""
    return {"request": "listparticipants", "room": room}


def subscribe_first(room: RoomId, feeds: list[PersonId]) -> Body:
    """The first offer of others' streams."""
    return {"request": "join", "ptype": "subscriber", "room": room, "streams": _feeds(feeds)}


def subscribe(feeds: list[PersonId]) -> Body:
    """More of them."""
    return {"request": "subscribe", "streams": _feeds(feeds)}


def show(mids: list[str], *, are_on: bool) -> Body:
    """Send these parts of a subscription, or nothing of them; the connection stays as it is."""
    return {"request": "configure", "streams": [{"mid": mid, "send": are_on} for mid in mids]}


def start() -> Body:
    """What comes with it is the answer."""
    return {"request": "start"}


def _feeds(feeds: list[PersonId]) -> list[dict[str, str]]:
    return [{"feed": feed} for feed in feeds]


def publishers(data: Body) -> dict[PersonId, Seen]:
    """Who publishes what, of those named in an event or an answer."""
    listed = _list(data, "publishers")[:MOST_PEOPLE]
    return {
        PersonId(one["id"]): _streams(one)
        for one in listed
        if isinstance(one, dict) and is_person(one.get("id"))
    }


def present(data: Body) -> frozenset[PersonId] | None:
    """The people of an answer that lists who is in a room, handles of ours left out; None where it
    lists nothing."""
    listed = data.get("participants")
    if not isinstance(listed, list):
        return None
    names = (one.get("id") for one in listed if isinstance(one, dict))
    return frozenset(PersonId(str(name)) for name in names if is_person(name))


def has_nobody(data: Body) -> bool:
    """Whether an answer that lists who is in a room lists nobody, handles of ours neither."""
    return data.get("participants") == []


def empty(data: Body) -> frozenset[RoomId]:
    """The rooms in which nobody is, of those listed in an answer."""
    return frozenset(
        RoomId(one["room"])
        for one in _list(data, "list")
        if isinstance(one, dict) and is_person(one.get("room")) and one.get("num_participants") == 0
    )


def is_person(name: object) -> bool:
    """Whether this is the id of a person, and not of a handle of ours."""
    return isinstance(name, str) and _PERSON.fullmatch(name) is not None


def incoming(data: Body) -> list[dict[str, str]]:
    """Whose stream each part of an offer is, for the page: `mid`, `person`, `kind`."""
    return [
        {"mid": str(one["mid"]), "person": one["feed_id"], "kind": one["type"]}
        for one in _list(data, "streams")[:MOST_STREAMS]
        if isinstance(one, dict)
        and one.get("active") is True
        and _is_mid(one.get("mid"))
        and is_person(one.get("feed_id"))
        and one.get("type") in set(Kind)
    ]


def mids(data: Body) -> set[str]:
    """Which streams Janus has taken up, as it names them."""
    listed = _list(data, "streams")[:MOST_STREAMS]
    return {str(one.get("mid")) for one in listed if isinstance(one, dict)}


def _streams(publisher: Body) -> Seen:
    return {
        Stream(one["mid"], Kind(one["type"])): one.get("moderated") is True
        for one in _list(publisher, "streams")[:MOST_STREAMS]
        if isinstance(one, dict)
        and _is_mid(one.get("mid"))
        and one.get("type") in set(Kind)
        and one.get("disabled") is not True
    }


def _is_mid(mid: object) -> bool:
    return isinstance(mid, str) and MID.fullmatch(mid) is not None


def _list(data: Body, name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []
