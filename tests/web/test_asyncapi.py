"""The AsyncAPI document is valid, says what the code does, and refers to what is there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.rooms.command_table import ON_THE_WIRE, TABLE
from app.rooms.roles import Audience
from app.web.asyncapi import MESSAGES, close_codes, document, schemas
from app.web.partings import OF
from app.web.wire import DO

OFFICIAL = Path(__file__).parents[1] / "docs" / "asyncapi-3.0.0.json"


@pytest.fixture(scope="module")
def made() -> Any:
    return json.loads(json.dumps(document()))


def test_document_is_valid_asyncapi_3(made: Any) -> None:
    official = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(official)

    assert [] == [error.message for error in validator.iter_errors(made)]


def test_official_schema_notices_a_mistake(made: Any) -> None:
    official = json.loads(OFFICIAL.read_text(encoding="utf-8"))

    assert not jsonschema.Draft7Validator(official).is_valid({**made, "channel": {}})


def test_every_reference_leads_somewhere(made: Any) -> None:
    missing = [ref for ref in references(made) if not found(made, ref)]

    assert not missing


def test_every_schema_is_a_schema(made: Any) -> None:
    for schema in made["components"]["schemas"].values():
        jsonschema.Draft7Validator.check_schema(schema)


def test_every_object_refuses_unknown_fields() -> None:
    loose = [
        name
        for name, schema in schemas().items()
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False
    ]

    assert not loose


def test_no_schema_is_there_that_no_message_needs(made: Any) -> None:
    used = {ref.rsplit("/", maxsplit=1)[-1] for ref in references(made)}

    assert set(schemas()) <= used


def test_every_command_has_its_message_with_its_row(made: Any) -> None:
    messages = made["components"]["messages"]

    assert {f"do_{name}" for name in DO} == {name for name in messages if name.startswith("do_")}
    for name, command in ON_THE_WIRE.items():
        rules = TABLE[command]
        assert sorted(rules.may) == messages[f"do_{name}"]["x-may"]
        assert rules.durable == messages[f"do_{name}"]["x-durable"]
        assert rules.expect == messages[f"do_{name}"]["x-expect"]


def test_every_audience_has_its_state() -> None:
    assert {f"state_{to.value}" for to in Audience} <= set(MESSAGES)


def test_every_message_belongs_to_an_operation_or_a_reply(made: Any) -> None:
    listed = {
        ref["$ref"].rsplit("/", maxsplit=1)[-1]
        for operation in made["operations"].values()
        for ref in (*operation["messages"], *operation.get("reply", {}).get("messages", ()))
    }

    assert set(MESSAGES) == listed


def test_close_codes_are_all_there_and_say_whether_to_come_back(made: Any) -> None:
    codes = {one["code"]: one["retry"] for one in made["channels"]["socket"]["x-close-codes"]}

    assert {parting.code for parting in OF.values()} <= set(codes)
    assert len(codes) == len(close_codes())
    assert all(retry == (code < 4500) for code, retry in codes.items())


def test_document_is_always_the_same() -> None:
    assert json.dumps(document()) == json.dumps(document())


def test_field_called_title_is_no_title_of_a_schema() -> None:
    assert "title" in schemas()["RoomAtDoor"]["properties"]
    assert "title" not in schemas()["RoomAtDoor"]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def found(made: Any, ref: str) -> bool:
    at = made
    for part in ref.removeprefix("#/").split("/"):
        if part not in at:
            return False
        at = at[part]
    return True
