"""A Janus without media, as a test wishes it: well-behaved, silent, refusing, lying, or nonsense.

What it does well it does as the real one was seen to; `tests/janus/test_call.py` asks the real one.
"""

import asyncio
import contextlib
import itertools
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app.janus.line import PLUGIN
from tests.support.janus import ROOM_KEY, SECRET

Body = dict[str, Any]
OVERTAKEN_S = 0.01
OFFER = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
ANSWER = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=recvonly\r\n"


class FakeJanus:
    """`asked` is every request, by the plugin's word or Janus' own.

    `opens_late`: what opens a stream is overtaken by what comes after it, as the real one's threads
    may have it. `silent`: those it does not answer. `refuses`: those it answers with that error.
    `lies`: it says that it has closed a stream, and has not. `serves_anybody`: it asks for no
    secret. `lists_nobody`: it does not say who is in a room. `about`: what it says that it is.
    `meanwhile`: what happens, once, between what it does at a request and its answer to it.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, Body]] = []
        self.silent: set[str] = set()
        self.refuses: dict[str, int] = {}
        self.lies = False
        self.opens_late = False
        self.serves_anybody = False
        self.lists_nobody = False
        self.about: Body = {"version": 1102, "plugins": {PLUGIN: {"version": 9}}}
        self.names_other_streams = False
        self.meanwhile: dict[str, Callable[[], Awaitable[object]]] = {}
        self.rooms: dict[str, dict[str, dict[str, Body]]] = {}
        self.url = ""
        self._numbers = itertools.count(1)
        self._lines: dict[int, ServerConnection] = {}
        self._places: dict[int, tuple[str, str]] = {}
        self._connections: set[ServerConnection] = set()
        self._subscribed: dict[int, tuple[str, list[Body]]] = {}

    def count(self, what: str) -> int:
        """How often that was asked."""
        return sum(name == what for name, _ in self.asked)

    async def says(self, text: str) -> None:
        """Say this to everybody who listens."""
        for connection in tuple(self._connections):
            await connection.send(text)

    async def tells(self, handle: int, kind: str, **data: Any) -> None:
        """An event of one handle."""
        event = {"janus": kind, "sender": handle, "plugindata": {"data": data}}
        await self._lines[handle].send(json.dumps(event))

    async def offers_anew(self, handle: int) -> None:
        """What a subscriber is told when somebody has gone."""
        event = {"janus": "event", "sender": handle, "jsep": {"sdp": OFFER}}
        data = {"videoroom": "updated", "streams": []}
        await self._lines[handle].send(json.dumps({**event, "plugindata": {"data": data}}))

    async def is_published_in(self, room: str, name: str) -> None:
        """A microphone of somebody who came by no line of ours."""
        self.rooms[room][name] = {"0": {"mid": "0", "type": "audio"}}
        await self._tell_others(room, "", publishers=[_listed(name, self.rooms[room][name])])

    async def hang_up(self) -> None:
        """Forget everything, as a restart does."""
        self.rooms.clear()
        self._places.clear()
        for connection in tuple(self._connections):
            await connection.close()

    def rooms_with_somebody(self) -> set[str]:
        """In which anybody is, silent handles included."""
        return {room for room, _ in self._places.values()}

    def kept_back(self, handle: int) -> list[tuple[str, str]]:
        """Whose streams of which kind a subscriber is not sent."""
        _, streams = self._subscribed[handle]
        return [(one["feed_id"], one["type"]) for one in streams if not one["send"]]

    def handle_of(self, person: str) -> int:
        """By which handle that person is in a room."""
        return next(h for h, (_, name) in self._places.items() if name == person)

    async def serve(self, connection: ServerConnection) -> None:
        """One connection."""
        self._connections.add(connection)
        with contextlib.suppress(ConnectionClosed):
            async for text in connection:
                asked = json.loads(text)
                if self.opens_late and asked.get("body", {}).get("mute") is False:
                    self._overtaken = asyncio.create_task(self._hear_late(connection, asked))
                else:
                    await self._hear(connection, asked)
        self._connections.discard(connection)
        for handle in [h for h, line in self._lines.items() if line is connection]:
            await self._gone(handle)

    async def _hear_late(self, connection: ServerConnection, asked: Body) -> None:
        await asyncio.sleep(OVERTAKEN_S)
        await self._hear(connection, asked)

    async def _hear(self, connection: ServerConnection, asked: Body) -> None:
        kind = asked["janus"]
        body = asked.get("body", {})
        name = body.get("request", kind)
        self.asked.append((name, {**asked, **body}))
        if name in self.silent:
            return
        answer: Body = {"janus": "success", "transaction": asked["transaction"]}
        if name in self.refuses and kind != "message":
            answer |= {"janus": "error", "error": {"code": self.refuses[name]}}
        elif kind != "info" and not self.serves_anybody and asked.get("apisecret") != SECRET:
            answer |= {"janus": "error", "error": {"code": 403}}
        elif kind == "info":
            answer |= {"janus": "server_info", **self.about}
        elif kind in ("create", "attach"):
            number = next(self._numbers)
            answer["data"] = {"id": number}
            if kind == "attach":
                self._lines[number] = connection
        elif kind in ("keepalive", "trickle"):
            answer["janus"] = "ack"
        elif kind == "detach":
            await self._gone(asked["handle_id"])
        elif kind == "message":
            await connection.send(json.dumps({**answer, "janus": "ack"}))
            answer |= await self._plugin(
                asked["handle_id"], body, asked.get("jsep", {}).get("sdp", "")
            )
        if name in self.meanwhile:
            await self.meanwhile.pop(name)()
        await connection.send(json.dumps(answer))

    async def _plugin(self, handle: int, body: Body, sdp: str) -> Body:
        name = body["request"]
        refused = self.refuses.get(name)
        if refused is not None:
            return _event(error_code=refused, error="canary")
        match name:
            case "create":
                if body["admin_key"] != ROOM_KEY:
                    return _event(error_code=432)
                if body["room"] in self.rooms:
                    return _event(error_code=427)
                self.rooms[body["room"]] = {}
                return _event(videoroom="created")
            case "list":
                return self._list(body)
            case "join" if body["ptype"] == "publisher":
                return await self._join(handle, body)
            case "join" | "subscribe":
                return self._offer(handle, body)
            case "publish":
                return await self._publish(handle, sdp)
            case "moderate":
                return await self._moderate(body)
            case "configure":
                return self._configure(handle, body)
            case "listparticipants":
                inside = [name for room, name in self._places.values() if room == body["room"]]
                listed = [{"id": name} for name in inside]
                return _event(**{} if self.lists_nobody else {"participants": listed})
            case "kick":
                return await self._kick(body)
            case "leave":
                await self._leave(handle)
                return _event(leaving="ok")
            case "destroy":
                for other in [h for h, (room, _) in self._places.items() if room == body["room"]]:
                    await self.tells(other, "event", videoroom="destroyed")
                    del self._places[other]
                self.rooms.pop(body["room"], None)
            case _:
                pass
        return _event(videoroom="success")

    def _list(self, body: Body) -> Body:
        if body["admin_key"] != ROOM_KEY:
            return _event(error_code=433)
        inside = [room for room, _ in self._places.values()]
        rooms = [{"room": one, "num_participants": inside.count(one)} for one in self.rooms]
        return _event(videoroom="success", list=rooms)

    async def _join(self, handle: int, body: Body) -> Body:
        room = self.rooms[body["room"]]
        if any(place == (body["room"], body["id"]) for place in self._places.values()):
            return _event(error_code=436)
        self._places[handle] = (body["room"], body["id"])
        return _event(videoroom="joined", publishers=[_listed(*one) for one in room.items()])

    def _offer(self, handle: int, body: Body) -> Body:
        """Everything of the subscription is listed each time; what is new is sent."""
        room, streams = self._subscribed.setdefault(handle, (body.get("room", ""), []))
        for one in body["streams"]:
            for stream in self.rooms[room].get(one["feed"], {}).values():
                kind = {"feed_id": one["feed"], "type": stream["type"]}
                streams.append({"mid": str(len(streams)), "active": True, "send": True, **kind})
        return {**_event(videoroom="attached", streams=streams), "jsep": {"sdp": OFFER}}

    def _configure(self, handle: int, body: Body) -> Body:
        _, streams = self._subscribed[handle]
        for one in body["streams"]:
            streams[int(one["mid"])]["send"] = one["send"]
        return _event(configured="ok")

    async def _publish(self, handle: int, sdp: str) -> Body:
        room, name = self._places[handle]
        found = zip(re.findall(r"m=(\w+)", sdp), re.findall(r"a=mid:(\w+)", sdp), strict=True)
        self.rooms[room][name] = {mid: {"mid": mid, "type": kind} for kind, mid in found}
        mid = "canary" if self.names_other_streams else "0"
        asyncio.get_running_loop().call_soon(self._goes_up, handle, room, name)
        return {**_event(configured="ok", streams=[{"mid": mid}]), "jsep": {"sdp": ANSWER}}

    def _goes_up(self, handle: int, room: str, name: str) -> None:
        self._later = asyncio.create_task(self._tell_up(handle, room, name))

    async def _tell_up(self, handle: int, room: str, name: str) -> None:
        with contextlib.suppress(ConnectionClosed, KeyError):
            await self.tells(handle, "webrtcup")
            listed = _listed(name, self.rooms[room][name])
            await self._tell_others(room, name, publishers=[listed])

    async def _moderate(self, body: Body) -> Body:
        streams = self.rooms.get(body["room"], {}).get(body["id"], {})
        if body["mid"] not in streams:
            return _event(error_code=428)
        if not self.lies:
            streams[body["mid"]]["moderated"] = body["mute"]
        state = "muted" if body["mute"] else "unmuted"
        await self._tell_others(body["room"], "", id=body["id"], mid=body["mid"], moderation=state)
        return _event(videoroom="success")

    async def _kick(self, body: Body) -> Body:
        for handle, place in tuple(self._places.items()):
            if place == (body["room"], body["id"]):
                await self.tells(handle, "event", leaving="ok", reason="kicked")
                await self._leave(handle, "kicked")
        return _event(videoroom="success")

    async def _gone(self, handle: int) -> None:
        self._lines.pop(handle, None)
        await self._leave(handle)

    async def _leave(self, handle: int, how: str = "leaving") -> None:
        room, name = self._places.pop(handle, ("", ""))
        if self.rooms.get(room, {}).pop(name, None) is not None:
            await self._tell_others(room, name, **{how: name})

    async def _tell_others(self, room: str, but: str, **data: Any) -> None:
        for handle, (place, name) in tuple(self._places.items()):
            if place == room and name != but and handle in self._lines:
                with contextlib.suppress(ConnectionClosed):
                    await self.tells(handle, "event", videoroom="event", **data)


def _event(**data: Any) -> Body:
    return {"janus": "event", "plugindata": {"data": data}}


def _listed(name: str, streams: dict[str, Body]) -> Body:
    return {"id": name, "display": "canary", "streams": list(streams.values())}


@contextlib.asynccontextmanager
async def fake_janus() -> AsyncIterator[FakeJanus]:
    """One that listens on a port of its own."""
    fake = FakeJanus()
    protocol = Subprotocol("janus-protocol")
    async with serve(fake.serve, "127.0.0.1", 0, subprotocols=[protocol]) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        fake.url = f"ws://127.0.0.1:{port}"
        yield fake
