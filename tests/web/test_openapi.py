"""The description is complete and true: held against a running server, with good data and with bad.

`schemathesis` invents requests from the description; whatever it sends, no answer is one that the
description does not promise, none is a failure of ours, and no refusal repeats what was sent.
"""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from app.access.grants import Scope
from app.access.organisations import OURS
from app.rooms.roles import Role
from app.web.http import description
from app.web.openapi import methods_of
from app.web.serving.server import PushbackServer, bind, serve_config
from tests.support.service import ORIGIN, running_parts

CANARY = "canary-f00d"
DOCUMENT = description().document
# Who asks is decided here, not invented: the name of a pass's cookie differs from room to room.
CONFIG = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
EXAMPLES = 8
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
STREAMS = "/stream"


@dataclass(frozen=True)
class Edge:
    """A running server, somebody to be there and a machine that may do everything."""

    url: str
    path: dict[str, str]
    key: dict[str, str]
    cookies: dict[str, str]

    def headers(self, operation: Any) -> dict[str, str]:
        """What this operation needs to be asked by somebody."""
        schemes = {name for one in operation.get("security", ()) for name in one}
        page = {"Origin": ORIGIN, "X-Pushback": "1"} if "pass" in schemes else {}
        return page | (self.key if "key" in schemes else {})


async def serve(folder: Path, ready: "Future[Edge]", over: asyncio.Event) -> None:
    async def nothing() -> None: ...

    async with running_parts(folder) as service:
        room = await service.room()
        lea = await service.seated(room, "Lea", Role.LEADER)
        webhook = await service.parts.webhooks.create(
            "https://hooks.example.com/", organisation=OURS
        )
        message = await service.parts.webhooks.test(webhook.id)
        listener = bind("127.0.0.1", 0)
        port = listener.getsockname()[1]
        server = PushbackServer(serve_config(service.app, "127.0.0.1", port), drain=nothing)
        serving = asyncio.create_task(server.serve([listener]))
        edge = Edge(
            f"http://127.0.0.1:{port}",
            {
                "room": room,
                "person": lea.person,
                "webhook": webhook.id,
                "message": message.id,
            },
            await service.key(*Scope, rooms=(room,)),
            dict(lea.client.cookies),
        )
        ready.set_result(edge)
        await over.wait()
        server.should_exit = True
        await serving


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """The whole edge, in a thread of its own: the requests that are invented wait for answers."""
    ready: Future[Edge] = Future()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    folder = tmp_path_factory.mktemp("edge")

    def run() -> None:
        try:
            loop.run_until_complete(serve(folder, ready, over))
        finally:
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield ready.result(timeout=30)
    loop.call_soon_threadsafe(over.set)
    thread.join(timeout=30)


OPERATIONS = {
    f"{operation.method.upper()} {operation.path}": operation
    for found in SCHEMA.get_all_operations()
    if isinstance(found, Ok) and not (operation := found.ok()).path.endswith(STREAMS)
}
PATH_PARAMETERS = ("room", "person", "link", "key", "name", "webhook", "message")


def test_description_is_valid() -> None:
    validate(DOCUMENT)


def test_every_operation_says_what_it_is_and_what_it_refuses() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], f"{method} {path}"
            assert operation["description"], f"{method} {path}"
            assert "500" in operation["responses"]


def test_every_command_is_described() -> None:
    from app.rooms.command_table import ON_THE_WIRE

    command = DOCUMENT["components"]["schemas"]["Command"]
    assert set(ON_THE_WIRE) == set(command["discriminator"]["mapping"])


def test_whatever_needs_somebody_says_whom() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            needs = {name for one in operation.get("security", ()) for name in one}
            if path.startswith(("/api/rooms", "/api/keys", "/api/webhooks")):
                assert needs == ({"pass", "pass_in_memory"} if "{person}" in path else {"key"})


def test_addresses_have_the_methods_that_are_described() -> None:
    methods = methods_of(
        {"paths": {"/api/rooms": {"get": {}, "post": {}}, "/a/{b}/c": {"put": {}}}}
    )

    assert {"GET", "POST"} == methods[0][1]
    assert methods[1][0].fullmatch("/a/x/c")
    assert not methods[1][0].fullmatch("/a/x/y/c")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_are_as_described(edge: Edge, name: str, mode: GenerationMode) -> None:
    operation = OPERATIONS[name]
    asked = DOCUMENT["paths"][operation.path][operation.method]
    places = {one["in"] for one in asked.get("parameters", ())}
    has_more = "query" in places or "requestBody" in asked
    # Where nothing but the address can be wrong, the address is.
    is_there = mode is GenerationMode.POSITIVE or has_more
    fixed = {k: v for k, v in edge.path.items() if is_there and f"{{{k}}}" in operation.path}
    cases = operation.as_strategy(generation_mode=mode, path_parameters=fixed or None)

    @given(case=cases)
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def check(case: Any) -> None:
        headers = edge.headers(asked)
        answer = case.call(base_url=edge.url, headers=headers, cookies=edge.cookies, timeout=10)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        if answer.status_code >= 400 and answer.json()["code"] != "bad_plan":
            for word in words(case.body):
                assert word not in answer.text

    if is_there or "path" in places:
        check()


def words(value: Any) -> Iterator[str]:
    """What was sent that is long enough to be recognised."""
    match value:
        case str() if len(value) > 8:
            yield value
        case dict():
            for key, inner in value.items():
                yield from words(key if key not in description().names else "")
                yield from words(inner)
        case list():
            for inner in value:
                yield from words(inner)
        case _:
            return


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_answer_repeats_what_a_stranger_sent(edge: Edge, name: str) -> None:
    method, path = name.split(" ", 1)
    body = dict.fromkeys((*description().names, CANARY), CANARY)
    headers = dict.fromkeys(("Origin", "X-Pushback", "Last-Event-ID", CANARY), CANARY)
    headers["Authorization"] = f"Bearer {CANARY}"
    somebody = edge.headers(DOCUMENT["paths"][path][method.lower()])
    nowhere = dict.fromkeys(PATH_PARAMETERS, CANARY)

    with httpx.Client(base_url=edge.url, timeout=10, cookies=edge.cookies) as client:
        for known in ({}, somebody):
            for where in (nowhere, nowhere | edge.path):
                answer = client.request(
                    method,
                    f"{path.format(**where)}?after={CANARY}&limit={CANARY}&{CANARY}={CANARY}",
                    headers=headers | known,
                    json=body if method == "POST" else None,
                )
                assert CANARY not in answer.text + str(answer.headers)
