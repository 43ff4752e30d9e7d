"""Django Channels on uvicorn, with its layer in memory: one group to a room."""

import json
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from benchmarks.peers.plain import STEPS

settings.configure(
    SECRET_KEY="nothing is secret here",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()
numbers: dict[str, int] = {}


class Live(AsyncWebsocketConsumer):  # type: ignore[misc]  # the library has no types
    """One connection."""

    async def connect(self) -> None:
        """The room stands in the path."""
        self.room = self.scope["url_route"]["kwargs"]["room"]
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Out of the room."""
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive(self, text_data: str = "", bytes_data: bytes | None = None) -> None:
        """The hello, then commands."""
        command = json.loads(text_data)
        if command["t"] == "hello":
            await self.channel_layer.group_add(self.room, self.channel_name)
            seq = numbers.get(self.room, 0)
            await self.send(json.dumps({"t": "welcome", "seq": seq, "set": {"steps": STEPS}}))
            return
        numbers[self.room] = numbers.get(self.room, 0) + 1
        said = json.dumps({**command, "t": "state", "seq": numbers[self.room]})
        await self.channel_layer.group_send(self.room, {"type": "told", "said": said})

    async def told(self, event: dict[str, Any]) -> None:
        """A message of the group."""
        await self.send(event["said"])


app = ProtocolTypeRouter({"websocket": URLRouter([path("ws/<room>", Live.as_asgi())])})
