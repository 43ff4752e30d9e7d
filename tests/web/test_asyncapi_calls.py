"""The contract's document is valid, and says of the socket what the code does."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.contract.wire import FloorChanged, VersionSent
from app.web.asyncapi_calls import CLOSED, MESSAGES, document
from app.web.contract_frames import FRAMES

OFFICIAL = Path(__file__).parents[1] / "docs" / "asyncapi-3.0.0.json"


@pytest.fixture(scope="module")
def made() -> Any:
    return json.loads(json.dumps(document()))


def test_document_is_valid_asyncapi_3(made: Any) -> None:
    official = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(official)

    assert [] == [error.message for error in validator.iter_errors(made)]


def test_every_frame_is_heard_and_answered(made: Any) -> None:
    heard = {name for name in made["operations"] if name.startswith("hear_")}

    assert {f"hear_{kind}" for kind in FRAMES} == heard
    for kind in FRAMES:
        replies = [one["$ref"] for one in made["operations"][f"hear_{kind}"]["reply"]["messages"]]
        assert f"#/channels/floor/messages/{kind}_done" in replies


def test_what_comes_in_refuses_unknown_fields(made: Any) -> None:
    for kind in FRAMES:
        name = made["components"]["messages"][kind]["payload"]["$ref"].rsplit("/", maxsplit=1)[-1]
        assert made["components"]["schemas"][name]["additionalProperties"] is False


def test_state_that_is_sent_has_its_shape(made: Any) -> None:
    state = FloorChanged(call="r", version=VersionSent(seq=1, n=0), at=1, participants=[], out=[])
    schema = {**made["components"]["schemas"]["FloorChanged"], "components": made["components"]}

    jsonschema.Draft7Validator(schema).validate(state.model_dump(mode="json"))


def test_every_message_is_used_and_every_reference_leads_somewhere(made: Any) -> None:
    text = json.dumps(made["operations"])

    assert [] == [name for name in MESSAGES if f'/messages/{name}"' not in text]
    assert len(CLOSED) == len({one.code for one in CLOSED})
