"""Who draws a token for a room's LiveKit call, and who is heard as its server."""

from dataclasses import dataclass, field, replace

import pytest

from app.calls.ports import CallUnavailable, Entrance, NotGenuine, WayBack, Why
from app.phases.plan import Plan
from app.phases.shipped import SHIPPED
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role
from app.rooms.state import Agreement, CallKind
from app.web.envelope import MOST_BYTES
from tests.support.service import Browser, Service

WEBHOOKS = "/api/calls/livekit"
PLAN: Plan = SHIPPED["two_case_90"]

ENTRANCE = Entrance("wss://call.example", "signed", Instant(60_000))


@dataclass
class Pretending:
    """A `LettingIn` that does as it is told."""

    entrance: Entrance | None = ENTRANCE
    trouble: Why | None = None
    is_genuine: bool = True
    asked: list[tuple[RoomId, PersonId]] = field(default_factory=list)
    heard: list[tuple[str, bytes]] = field(default_factory=list)

    async def let_in(self, room: RoomId, person: PersonId) -> Entrance | None:
        """As `LettingIn.let_in`."""
        self.asked.append((room, person))
        if self.trouble is not None:
            raise CallUnavailable(self.trouble)
        return self.entrance

    async def told(self, proof: str, body: bytes) -> None:
        """As `LettingIn.told`."""
        self.heard.append((proof, body))
        if not self.is_genuine:
            raise NotGenuine


@pytest.fixture
def call(service: Service) -> Pretending:
    """The server knows a LiveKit."""
    made = Pretending()
    service.parts = replace(service.parts, livekit=made)
    service.app.state.parts = service.parts
    return made


def metrics(service: Service) -> bytes:
    assert service.parts.metrics_text is not None
    return service.parts.metrics_text()


async def room_of(service: Service, call: CallKind = CallKind.LIVEKIT) -> RoomId:
    return await service.parts.rooms.create(PLAN, Agreement(1, "We keep it here."), call=call)


async def seated(service: Service, call: CallKind = CallKind.LIVEKIT) -> Browser:
    return await service.seated(await room_of(service, call), "Ann")


class TestTokens:
    async def test_whoever_sits_in_the_circle_is_let_in_under_their_own_id(
        self, service: Service, call: Pretending
    ) -> None:
        ann = await seated(service)

        answer = await ann.post("call/token")

        assert 200 == answer.status_code
        assert {
            "url": "wss://call.example", "token": "signed", "until": 60_000, "way_back": None,
        } == answer.json()  # fmt: skip
        assert [(ann.room, ann.person)] == call.asked
        assert "no-store" == answer.headers["cache-control"]

    async def test_whoever_is_locked_gets_a_way_back_for_when_nobody_answers(
        self, service: Service, call: Pretending
    ) -> None:
        assert call.entrance is not None
        call.entrance = replace(call.entrance, way_back=WayBack("later", Instant(15_000)))

        answer = await (await seated(service)).post("call/token")

        assert {"token": "later", "good_from": 15_000} == answer.json()["way_back"]

    async def test_whoever_turned_out_to_be_somebody_else_is_let_in_as_them(
        self, service: Service, call: Pretending
    ) -> None:
        room = await room_of(service)
        ada = await service.seated(room, "Ada", Role.LEADER)
        ann = await service.seated(room, "Ann")
        again = await service.entered(room, await service.link(room, None), name="Ann")
        await ada.presses("same_as", person=again.person, again=ann.person)

        answer = await again.post("call/token")

        assert 200 == answer.status_code
        assert [(room, ann.person)] == call.asked

    async def test_whoever_may_not_be_in_the_call_is_refused(
        self, service: Service, call: Pretending
    ) -> None:
        call.entrance = None

        answer = await (await seated(service)).post("call/token")

        assert (403, "forbidden") == (answer.status_code, answer.json()["code"])

    async def test_without_a_pass_there_is_no_token(
        self, service: Service, call: Pretending
    ) -> None:
        ann = await seated(service)

        answer = await service.browser().post(f"{ann.path}/call/token")

        assert (401, "pass_invalid") == (answer.status_code, answer.json()["code"])
        assert [] == call.asked

    async def test_pass_of_another_person_is_of_no_use(
        self, service: Service, call: Pretending
    ) -> None:
        room = await room_of(service)
        ann, ben = await service.seated(room, "Ann"), await service.seated(room, "Ben")

        answer = await ann.client.post(f"{ben.path}/call/token")

        assert 401 == answer.status_code
        assert [] == call.asked

    async def test_key_of_a_machine_lets_nobody_in(
        self, service: Service, call: Pretending
    ) -> None:
        ann = await seated(service)
        headers = {**await service.operator(), "Origin": "https://elsewhere"}

        answer = await service.client.post(f"{ann.path}/call/token", headers=headers)

        assert answer.status_code in (401, 403)
        assert [] == call.asked

    @pytest.mark.parametrize("kind", [CallKind.BESIDE, CallKind.BUILT_IN])
    async def test_room_that_is_heard_otherwise_has_no_tokens(
        self, service: Service, call: Pretending, kind: CallKind
    ) -> None:
        answer = await (await seated(service, kind)).post("call/token")

        assert (404, "not_found") == (answer.status_code, answer.json()["code"])
        assert [] == call.asked

    async def test_meeting_that_has_ended_has_no_tokens(
        self, service: Service, call: Pretending
    ) -> None:
        room = await room_of(service)
        ada = await service.seated(room, "Ada", Role.LEADER)
        await ada.presses("end_meeting")

        answer = await ada.post("call/token")

        assert (410, "room_closed") == (answer.status_code, answer.json()["code"])
        assert [] == call.asked

    async def test_call_that_is_away_says_so_and_not_why(
        self, service: Service, call: Pretending
    ) -> None:
        call.trouble = Why.REFUSED

        answer = await (await seated(service)).post("call/token")

        assert (503, "unavailable") == (answer.status_code, answer.json()["code"])
        assert answer.json()["retry"]

    async def test_server_without_livekit_makes_no_such_room(self, service: Service) -> None:
        answer = await service.client.post(
            "/api/rooms", json={"call": "livekit"}, headers=await service.operator()
        )

        assert (422, "bad_terms") == (answer.status_code, answer.json()["code"])

    async def test_server_with_livekit_makes_a_room_that_is_heard_through_it_when_asked(
        self, service: Service, call: Pretending
    ) -> None:
        machine = await service.operator()
        kinds = []
        for asked in ({"call": "livekit"}, {}):
            made = await service.client.post("/api/rooms", json=asked, headers=machine)
            kinds.append((await service.parts.room(RoomId(made.json()["room"]))).room.call)

        assert [CallKind.LIVEKIT, CallKind.BESIDE] == kinds


class TestWebhooks:
    async def test_what_livekit_says_is_passed_on_raw_with_its_signature(
        self, service: Service, call: Pretending
    ) -> None:
        body = b'{"event": "room_started" }'
        headers = {"Authorization": "signed", "Content-Type": "application/webhook+json"}

        answer = await service.client.post(WEBHOOKS, content=body, headers=headers)

        assert (204, b"") == (answer.status_code, answer.content)
        assert [("signed", body)] == call.heard

    async def test_what_is_not_genuine_is_refused_and_not_echoed(
        self, service: Service, call: Pretending
    ) -> None:
        call.is_genuine = False
        headers = {"Authorization": "canary"}

        answer = await service.client.post(WEBHOOKS, content=b"canary", headers=headers)

        assert (401, "bad_key") == (answer.status_code, answer.json()["code"])
        assert "canary" not in answer.text

    async def test_what_has_no_signature_is_refused_like_any_other(
        self, service: Service, call: Pretending
    ) -> None:
        call.is_genuine = False

        assert 401 == (await service.client.post(WEBHOOKS)).status_code
        assert [("", b"")] == call.heard

    async def test_whoever_pretends_again_and_again_is_counted_and_not_looked_at(
        self, service: Service, call: Pretending
    ) -> None:
        call.is_genuine = False
        answers = [await service.client.post(WEBHOOKS) for _ in range(21)]

        assert [401] * 20 + [429] == [answer.status_code for answer in answers]
        assert "1" == answers[-1].headers["retry-after"]
        assert 20 == len(call.heard)
        assert b'pushback_not_livekit_total{label=""} 20.0' in metrics(service)
        service.clock.advance(1_000)
        call.is_genuine = True
        assert 204 == (await service.client.post(WEBHOOKS)).status_code

    async def test_what_is_genuine_is_never_too_much(
        self, service: Service, call: Pretending
    ) -> None:
        answers = [await service.client.post(WEBHOOKS) for _ in range(40)]

        assert {204} == {answer.status_code for answer in answers}

    async def test_what_is_too_large_is_not_read(self, service: Service, call: Pretending) -> None:
        answer = await service.client.post(WEBHOOKS, content=b"x" * (MOST_BYTES + 1))

        assert 413 == answer.status_code
        assert [] == call.heard

    async def test_server_without_livekit_hears_nothing(self, service: Service) -> None:
        assert 404 == (await service.client.post(WEBHOOKS, content=b"{}")).status_code
