from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phases.plan import Plan
from app.phases.shipped import SHIPPED
from app.phases.units import Instant
from app.rooms.events import Event, PersonArrived, PlanEdited
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.storage.codec import CODEC, UPCASTERS, VERSIONS, Body, Codec
from app.storage.errors import NewerEvent, UnknownEvent, UnreadableEvent

PLANS = st.sampled_from(list(SHIPPED.values()))


def any_of(cls: type[Event]) -> st.SearchStrategy[Event]:
    """Any value its fields allow; plans are those we ship, whose numbers are all finite."""
    has_plan = any(hint is Plan for hint in get_type_hints(cls).values())
    return st.builds(cls, plan=PLANS) if has_plan else st.builds(cls)


def events() -> st.SearchStrategy[Event]:
    """Any event there is."""
    return st.one_of([any_of(cls) for cls in get_args(Event)])


@given(events())
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    encoded = CODEC.encode(event)

    assert event == CODEC.decode(encoded.type, encoded.version, encoded.body)


def test_row_names_the_class_and_its_version() -> None:
    encoded = CODEC.encode(PersonArrived(Instant(1), PersonId("a"), "Ann", Role.MEMBER))

    assert ("PersonArrived", VERSIONS.get("PersonArrived", 1)) == (encoded.type, encoded.version)


@pytest.mark.parametrize("plan", SHIPPED.values(), ids=SHIPPED)
def test_plan_keeps_its_fractions_to_the_last_digit(plan: Plan) -> None:
    encoded = CODEC.encode(PlanEdited(Instant(1), plan))

    assert PlanEdited(Instant(1), plan) == CODEC.decode("PlanEdited", 1, encoded.body)


def test_unknown_class_is_named() -> None:
    with pytest.raises(UnknownEvent, match="FromTheFuture version 3"):
        CODEC.decode("FromTheFuture", 3, "{}")


def test_newer_version_is_not_guessed_at() -> None:
    with pytest.raises(NewerEvent, match="PersonArrived version 99"):
        CODEC.decode("PersonArrived", 99, "{}")


@pytest.mark.parametrize(
    "body",
    [
        "canary",
        '["canary"]',
        '{"at":"canary","person":"canary","name":7,"role":"canary"}',
        '{"at":1}',
    ],
)
def test_body_of_another_shape_is_refused_without_its_values(body: str) -> None:
    with pytest.raises(UnreadableEvent) as raised:
        CODEC.decode("PersonArrived", 1, body)

    assert "canary" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_value_of_another_type_is_never_written() -> None:
    wrong: Any = {"canary": 1}

    with pytest.raises(UnreadableEvent) as raised:
        CODEC.encode(PersonArrived(Instant(1), wrong, "Ann", Role.MEMBER))
    assert "canary" not in str(raised.value)


def test_no_warning_tells_what_stood_in_a_field_of_another_type(
    recwarn: pytest.WarningsRecorder,
) -> None:
    wrong: Any = 7

    with pytest.raises(UnreadableEvent, match="another type"):
        CODEC.encode(PersonArrived(Instant(1), PersonId("a"), wrong, Role.MEMBER))
    assert [] == list(recwarn)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Painted:
    at: Instant
    colour: Colour
    coats: int


def coloured(body: Body) -> Body:
    return {"at": body["at"], "colour": "red"}


def coated(body: Body) -> Body:
    return {**body, "coats": 2}


PAINTED = Codec([Painted], {"Painted": 3}, {("Painted", 1): coloured, ("Painted", 2): coated})


@pytest.mark.parametrize(
    ("version", "body"),
    [(1, '{"at":5}'), (2, '{"at":5,"colour":"red"}'), (3, '{"at":5,"colour":"red","coats":2}')],
)
def test_older_versions_are_raised_step_by_step(version: int, body: str) -> None:
    found: Any = PAINTED.decode("Painted", version, body)

    assert Painted(Instant(5), Colour.RED, 2) == found


def test_older_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(UnreadableEvent):
        PAINTED.decode("Painted", 1, '"canary"')
    with pytest.raises(UnreadableEvent):
        PAINTED.decode("Painted", 1, "{}")


def test_every_step_between_versions_has_its_upcaster() -> None:
    wanted = {(name, n) for name, version in VERSIONS.items() for n in range(1, version)}

    assert wanted == set(UPCASTERS)
    assert set(VERSIONS) <= {cls.__name__ for cls in get_args(Event)}


def test_every_event_says_when_it_happened() -> None:
    assert all("at" == fields(cls)[0].name for cls in get_args(Event))
