"""What a ping says for tests: the hash of what its reader should hold."""

from typing import Any

from app.access.service import Access
from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.fields import PersonId
from app.rooms.frames import encode
from app.rooms.roles import person
from app.rooms.sweep import sweep
from app.rooms.views import Section
from app.storage.access_store import SqlAccessStore
from app.web.entry import Guest
from app.web.guests import PONG_WITHIN, Guests
from app.web.pinging import HASHED, USUAL, Pinging, digest, hashes, nothing
from tests.support.rim import Node, Sitter, World, world_at
from tests.support.scenario import ADA, BEN, CLEO, DEV

LOGGED = {section.value for section in Section}


def held(sitter: Sitter) -> dict[str, str]:
    """The hashes of what somebody holds, computed as a client does."""
    own = {name: encode(one) for name, one in sitter.view.items() if name in LOGGED}
    you = own.pop("you")
    return {"hash": digest(own), "you": digest({"you": you})}


def house(world: World, node: Node, pinging: Pinging) -> Guests:
    access = Access(SqlAccessStore(world.database), world.clock, world.ids)
    return Guests(access, world.clock, node.meter, pinging=pinging)


async def pinged(guests: Guests, world: World, *sitters: tuple[Sitter, PersonId]) -> list[Any]:
    """What the next ping says to each."""
    for sitter, who in sitters:
        guests.add(Guest(sitter.live, sitter.seat, person(who)))
        sitter.quiet()
    world.clock.advance(HASHED.every)
    await guests.tick()
    return [next(f for f in one.news() if f["t"] == "ping") for one, _ in sitters]


async def test_ping_says_the_hash_of_what_its_reader_holds() -> None:
    async with world_at() as world:
        node = world.node()
        room = await node.meeting(Phase.DISCUSS)
        ada, dev = await node.sits(room, ADA), await node.sits(room, DEV)
        await node.press(room, CLEO, c.SitBack())

        for sitter, ping in zip(
            (ada, dev),
            await pinged(house(world, node, HASHED), world, (ada, ADA), (dev, DEV)),
            strict=True,
        ):
            assert held(sitter) == {"hash": ping["hash"], "you": ping["you"]}


async def test_whoever_holds_something_else_is_told_another_hash() -> None:
    async with world_at() as world:
        node = world.node()
        ada = await node.sits(await node.meeting(Phase.OPENING), ADA)
        (ping,) = await pinged(house(world, node, HASHED), world, (ada, ADA))

        ada.sink.sent[1]["set"]["clock"]["limit"] = -1
        assert held(ada)["hash"] != ping["hash"]
        assert held(ada)["you"] == ping["you"]


async def test_one_audience_at_one_seq_is_told_one_hash_at_whichever_node() -> None:
    async with world_at() as world:
        here, there = world.node("node-1"), world.node("node-2")
        room = await here.meeting(Phase.OPENING)
        ada, ben = await here.sits(room, ADA), await there.sits(room, BEN)
        await here.press(room, ADA, c.Pause())
        await sweep(there.rooms)

        assert hashes(ada.live, ada.seat)["hash"] == hashes(ben.live, ben.seat)["hash"]
        assert hashes(ada.live, ada.seat)["you"] != hashes(ben.live, ben.seat)["you"]


async def test_nobody_is_told_a_hash_who_did_not_ask_for_it() -> None:
    async with world_at() as world:
        node = world.node()
        ada = await node.sits(await node.meeting(Phase.OPENING), ADA)

        assert {} == USUAL.about(ada.live, ada.seat)
        assert nothing is USUAL.about


async def test_who_is_pinged_each_second_and_answers_none_is_closed_all_the_same() -> None:
    async with world_at() as world:
        node = world.node()
        ada = await node.sits(await node.meeting(Phase.OPENING), ADA)
        guests = house(world, node, HASHED)
        await pinged(guests, world, (ada, ADA))
        for _ in range(PONG_WITHIN // HASHED.every):
            world.clock.advance(HASHED.every)
            await guests.tick()

        assert 4001 == ada.code
