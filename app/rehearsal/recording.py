"""What a bot sent and received, text by text, and what can be read from it. Pure."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.rehearsal.page import Json, Page

SENT, CAME = ">", "<"


@dataclass(frozen=True, slots=True)
class Text:
    """One text frame. `at`: milliseconds since the rehearsal began, one clock for all bots."""

    at: float
    way: str
    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press. `answers` are the texts it was answered with, in order; sent again, one each."""

    id: str
    type: str
    frame: Json
    at: float
    answered_at: float | None
    answers: tuple[str, ...]
    sendings: int

    @property
    def answer(self) -> Json:
        """The first answer, empty if there was none."""
        return json.loads(self.answers[0]) if self.answers else {}

    @property
    def is_accepted(self) -> bool:
        """Whether it was answered `done`."""
        return self.answer.get("t") == "done"

    @property
    def seq(self) -> int | None:
        """Where the log stood after it; None for an ephemeral or refused one."""
        return self.answer.get("seq") if self.is_accepted else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame that came, with the audience it was for."""

    at: float
    audience: str
    frame: Json
    text: str


@dataclass
class Recording:
    """One bot's side of the meeting. `part` is what it plays, `role` what its link gave it."""

    name: str
    part: str
    role: str
    texts: list[Text] = field(default_factory=list)
    fresh: list[Text] = field(default_factory=list)
    """What a second tab of the same browser was sent at the end, with no cursor."""

    def seen(self) -> Iterator[Seen]:
        """Everything that came, in order."""
        page = Page()
        for one in self.texts:
            if one.way == CAME:
                frame = json.loads(one.text)
                page.take(frame)
                yield Seen(one.at, page.audience, frame, one.text)

    def sent(self, type_: str) -> Iterator[Json]:
        """The frames of this type that were sent."""
        for one in self.texts:
            if one.way == SENT:
                frame = json.loads(one.text)
                if frame["t"] == type_:
                    yield frame

    @property
    def person(self) -> str:
        """Its id in the room."""
        return self.page().person

    def page(self) -> Page:
        """The view that merging everything gives."""
        return merged(self.texts)

    def pressed(self) -> tuple[Pressed, ...]:
        """Every press in the order of its first sending."""
        first: dict[str, tuple[Json, float]] = {}
        answers: dict[str, list[Text]] = {}
        sendings: Counter[str] = Counter()
        for one in self.texts:
            frame = json.loads(one.text)
            if one.way == SENT and frame["t"] == "do":
                first.setdefault(frame["id"], (frame, one.at))
                sendings[frame["id"]] += 1
            if one.way == CAME and frame["t"] in ("done", "refused") and frame["id"]:
                answers.setdefault(frame["id"], []).append(one)
        return tuple(
            Pressed(
                id=name,
                type=frame["type"],
                frame=frame,
                at=at,
                answered_at=answers[name][0].at if name in answers else None,
                answers=tuple(text.text for text in answers.get(name, ())),
                sendings=sendings[name],
            )
            for name, (frame, at) in first.items()
        )


def merged(texts: list[Text]) -> Page:
    """The view that merging these texts gives."""
    page = Page()
    for one in texts:
        if one.way == CAME:
            page.take(json.loads(one.text))
    return page
