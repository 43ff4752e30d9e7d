from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from app.access import admission
from app.access.endings import Ending
from app.access.ports import AccessRows
from app.access.resume import Chain
from app.access.revocations import Revocation
from app.access.secrets import Kind, draw, parse
from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.storage import access_rows
from app.storage.access_rows import SqlAccessRows
from app.storage.writer import driver_of
from tests.support.clock import NOON
from tests.support.door import ORIGIN, ROOM, Door, sqlite_door
from tests.support.ids import CountingIds


async def test_every_value_comes_back_as_it_went_in(door: Door) -> None:
    ben = await door.open(await door.shared())
    presented = parse(Kind.PASS, ben.pass_text)

    held = await door.store.read(lambda rows: rows.find_pass(presented.id))

    assert held is not None
    assert presented.digest == held.digest
    assert (ben.room, ben.person, ben.name, ben.role) == (
        held.room,
        held.person,
        held.name,
        held.role,
    )
    assert held.needs_confirmation is True
    assert held.ending is None


async def test_chain_comes_back_with_its_pass(door: Door) -> None:
    tab = await door.hello(await door.ann())
    chain_id = parse(Kind.RESUME, tab.resume_text).id

    found = await door.store.write(lambda rows: rows.find_chain(chain_id))

    assert found is not None
    chain, held = found
    assert tab.admission.pass_id == chain.pass_id == held.id
    assert parse(Kind.RESUME, tab.resume_text).digest == chain.newest
    assert chain.presented is None


async def test_what_is_not_there_is_none(door: Door) -> None:
    def look(rows: AccessRows) -> list[object]:
        links = rows.find_link, rows.look_at_link
        finds = *links, rows.find_key, rows.find_pass, rows.find_chain, rows.take_ticket
        return [find("none") for find in finds]

    assert {None} == set(await door.store.write(look))
    assert await door.store.read(lambda rows: rows.look_at_introduced(ROOM, b"none")) is None


async def test_chain_begins_with_a_living_pass_only(door: Door) -> None:
    held = parse(Kind.PASS, (await door.ann()).pass_text)
    chain = Chain("chain", held.id, ROOM, PersonId("person-1"), b"first")
    orphan = replace(chain, id="orphan", pass_id="none")
    late = Instant(NOON + 15 * 60_000)

    begun = await door.store.write(
        lambda rows: [
            rows.start_chain(orphan, NOON),
            rows.start_chain(chain, late),
            rows.start_chain(chain, NOON),
        ]
    )

    assert [False, False, True] == begun


async def test_ending_is_the_first_that_came(door: Door) -> None:
    ann = await door.ann()
    pass_id = parse(Kind.PASS, ann.pass_text).id
    later = Instant(NOON + 1)

    await door.store.write(lambda rows: rows.end_pass(pass_id, NOON, Ending.REUSED))
    await door.store.write(lambda rows: rows.end_pass(pass_id, later, Ending.REVOKED))

    held = await door.access.holder(pass_id)
    assert held is not None
    assert (NOON, Ending.REUSED) == (held.ended_at, held.ending)


async def test_revocations_are_read_from_an_instant_to_another(door: Door) -> None:
    ended = [
        Revocation(Instant(NOON + n), Ending.REMOVED, room=ROOM, person=PersonId(f"p{n}"))
        for n in range(3)
    ]
    by_key = Revocation(Instant(NOON + 3), Ending.REVOKED, key_id="key")
    await door.store.write(lambda rows: rows.add_revocations([*ended, by_key]))

    first, last = Instant(NOON + 1), Instant(NOON + 3)
    since = await door.store.read(lambda rows: rows.list_revocations(first, last))
    before = await door.store.read(lambda rows: rows.list_revocations(first, Instant(NOON + 2)))

    assert [*ended[1:], by_key] == since
    assert ended[1:] == before


async def test_no_revocation_is_no_statement(door: Door) -> None:
    await door.store.write(lambda rows: rows.add_revocations([]))


async def test_hello_costs_three_statements(tmp_path: Path) -> None:
    first, second = (draw(Kind.RESUME, CountingIds()) for _ in range(2))

    def hellos(connection: Connection) -> list[int]:
        rows, statements = SqlAccessRows(connection), list[str]()
        driver_of(connection).set_trace_callback(statements.append)
        admission.by_ticket(rows, ticket, first, room=ROOM, origin=ORIGIN, now=NOON)
        by_ticket = len(statements)
        admission.by_resume(rows, parse(Kind.RESUME, first.text), second, room=ROOM, now=NOON)
        driver_of(connection).set_trace_callback(None)
        return [by_ticket, len(statements) - by_ticket]

    async with sqlite_door(tmp_path) as door:
        ticket = parse(Kind.TICKET, await door.ticket(await door.ann()))
        assert [3, 3] == await door.database.write(hellos)


def test_postgres_keeps_others_away_from_a_chain_and_endings_away_from_a_link() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy types it not

    chain = str(access_rows.FIND_CHAIN.statement.compile(dialect=dialect))
    link = str(access_rows.FIND_LINK.compile(dialect=dialect))

    assert chain.endswith("FOR UPDATE OF access_chain")
    assert link.endswith("FOR SHARE")
