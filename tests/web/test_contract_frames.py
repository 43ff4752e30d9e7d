"""Frames of the floor's socket are the bodies of its posts, and nothing else."""

import pytest
from pydantic import BaseModel

from app.rooms.errors import Invalid
from app.web.contract_frames import FRAMES, INBOUND, heard, type_of

EVENTS = {"type": "events", "events": [{"id": "e1", "ref": "a", "type": "joined", "at": 1}]}


def test_every_frame_is_a_post_with_its_type() -> None:
    assert set(FRAMES) == set(INBOUND)
    for kind, (said, _) in FRAMES.items():
        frame: type[BaseModel] = INBOUND[kind]
        assert set(frame.model_fields) == set(said.model_fields) | {"type"}


def test_frame_is_read_as_its_post() -> None:
    said = heard(EVENTS)

    assert ("events", FRAMES["events"][0]) == (said.type, type(said.said))


@pytest.mark.parametrize(
    "frame",
    [{}, {"type": "talking"}, {"type": ["events"]}, {"type": "events"}, EVENTS | {"canary": 1}],
)
def test_anything_else_is_refused_without_a_word_of_it(frame: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        heard(frame)

    assert "canary" not in str(refused.value)


def test_only_types_of_ours_are_repeated() -> None:
    assert "events" == type_of(EVENTS)
    assert "" == type_of({"type": "canary"}) == type_of({})
