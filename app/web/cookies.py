"""The cookies of passes: one per room and person, and one that the way in remembers a room by.

A pass is sent only below `/api/rooms/{room}/people/{person}`. There is one more copy of it, sent
only to `/api/enter`: a browser that opens a shared link of a room it is known in stays the same
person there. It is named after the room, since which person it is nobody knows before it is read.
"""

from fastapi import Request
from starlette.responses import Response

from app.access.opening import Opened
from app.access.passes import cookie_name, cookie_path
from app.rooms.fields import PersonId, RoomId

BASE = "/api"
ENTER = "/api/enter"
REMEMBERED_FOR = 24 * 3600
"""Seconds. A pass lives for 15 min after its last use; a meeting's day is more than enough."""
NOBODY = PersonId("")


def keep(response: Response, opened: Opened, *, is_secure: bool) -> None:
    """Hand the pass to the browser: where it acts for the person, and where it comes in."""
    places = (
        (cookie_name(opened.room, opened.person), path_of(opened.room, opened.person), None),
        (cookie_name(opened.room, NOBODY), ENTER, REMEMBERED_FOR),
    )
    for name, path, age in places:
        response.set_cookie(
            name,
            opened.pass_text,
            max_age=age,
            path=path,
            secure=is_secure,
            httponly=True,
            samesite="strict",
        )


def path_of(room: RoomId, person: PersonId) -> str:
    """Below this address a browser acts as that person."""
    return cookie_path(BASE, room, person)


def held(request: Request, room: RoomId, person: PersonId) -> str | None:
    """The pass that the browser brought for that person."""
    return request.cookies.get(cookie_name(room, person))


def remembered(request: Request, room: RoomId | None) -> str | None:
    """The pass by which a browser at the way in is known in `room`.

    Without a room it is the only one that the browser has, if it has one only: a pass of another
    room than the link's is ignored by whoever opens it.
    """
    if room is not None:
        return request.cookies.get(cookie_name(room, NOBODY))
    passes = [v for k, v in request.cookies.items() if k.startswith("pushback_")]
    return passes[0] if len(passes) == 1 else None
