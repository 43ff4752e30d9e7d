"""For whoever runs the service."""

from dataclasses import replace

import pytest

from app.web.http import make_http
from tests.support.service import Service, client_of


async def test_process_lives_whatever_is_wrong(service: Service) -> None:
    service.complaints.append("database")

    answer = await service.client.get("/healthz")

    assert (200, {"status": "ok"}) == (answer.status_code, answer.json())


async def test_node_without_complaints_is_ready(service: Service) -> None:
    answer = await service.client.get("/readyz")

    assert (200, {"status": "ready"}) == (answer.status_code, answer.json())


async def test_node_that_is_not_ready_says_why(service: Service) -> None:
    service.complaints += ["draining", "clock"]

    answer = await service.client.get("/readyz")

    assert (503, "not_serving") == (answer.status_code, answer.json()["code"])
    assert {"complaints": ["draining", "clock"]} == answer.json()["facts"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_who_only_wants_the_status_asks_for_the_head(service: Service, path: str) -> None:
    answer = await service.client.head(path)
    service.complaints.append("clock")
    later = await service.client.head(path)
    wrong = await service.client.post(path)

    assert 200 == answer.status_code
    assert (200 if path == "/healthz" else 503) == later.status_code
    assert (405, "GET, HEAD") == (wrong.status_code, wrong.headers["allow"])


async def test_numbers_are_for_prometheus(service: Service) -> None:
    answer = await service.client.get("/metrics")

    assert "text/plain; version=0.0.4; charset=utf-8" == answer.headers["content-type"]
    assert "pushback_commands" in answer.text


async def test_numbers_can_be_kept_to_oneself(service: Service) -> None:
    client = client_of(make_http(replace(service.parts, metrics_text=None)))

    answer = await client.get("/metrics")

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])
