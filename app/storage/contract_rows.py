"""The rows of calls that others make, over a connection whose transaction is somebody else's."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.calls.places import Ref
from app.calls.wanted import Version
from app.contract.grants import JoinGrant
from app.contract.place import Place
from app.contract.vendor import Pulse, Vendor
from app.contract.wire import FloorReport, Via
from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.rooms.ports import NoSuchRoom
from app.storage.contract_schema import JOIN_GRANT, LINE, PLACE, TAKEN, VENDOR
from app.storage.schema import ROOM


class SqlContractRows:
    """`ContractRows` on either database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        is_sqlite = connection.dialect.name == "sqlite"
        self._insert: Any = sqlite.insert if is_sqlite else postgresql.insert

    def hold(self, room: RoomId) -> Vendor:
        """As `ContractRows.hold`."""
        self._check(room)
        fresh = self._insert(VENDOR).values(_columns(Vendor(room))).on_conflict_do_nothing()
        self._connection.execute(fresh)
        held = select(VENDOR).where(VENDOR.c.room == room).with_for_update()
        return _vendor(self._connection.execute(held).one())

    def find(self, room: RoomId) -> Vendor:
        """As `ContractRows.find`."""
        row = self._connection.execute(select(VENDOR).where(VENDOR.c.room == room)).one_or_none()
        return Vendor(room) if row is None else _vendor(row)

    def keep(self, vendor: Vendor) -> None:
        """As `ContractRows.keep`."""
        changed = update(VENDOR).where(VENDOR.c.room == vendor.room)
        self._connection.execute(changed.values(_columns(vendor)))

    def owner(self, room: RoomId) -> str:
        """As `ContractRows.owner`."""
        owned = select(ROOM.c.organisation).where(ROOM.c.id == room)
        return str(self._connection.execute(owned).scalar_one())

    def pulses(self, rooms: Collection[RoomId]) -> Mapping[RoomId, Pulse]:
        """As `ContractRows.pulses`."""
        columns = (VENDOR.c.room, VENDOR.c.told, VENDOR.c.stirred, VENDOR.c.reported)
        found = self._connection.execute(select(*columns).where(VENDOR.c.room.in_(sorted(rooms))))
        return {RoomId(room): Pulse(*numbers) for room, *numbers in found}

    def places(self, room: RoomId) -> dict[Ref, Place]:
        """As `ContractRows.places`."""
        ordered = select(PLACE).where(PLACE.c.room == room).order_by(PLACE.c.ref)
        return {row.ref: _place(row) for row in self._connection.execute(ordered)}

    def put(self, room: RoomId, place: Place) -> None:
        """As `ContractRows.put`."""
        values = {"room": room, **asdict(place), "via": place.via.value}
        written = self._insert(PLACE).values(values)
        written = written.on_conflict_do_update(index_elements=["room", "ref"], set_=values)
        self._connection.execute(written)

    def forget(self, room: RoomId, refs: Collection[Ref]) -> None:
        """As `ContractRows.forget`."""
        if refs:
            gone = delete(PLACE).where(PLACE.c.room == room, PLACE.c.ref.in_(sorted(refs)))
            self._connection.execute(gone)

    def is_first(self, room: RoomId, event: str, number: int) -> bool:
        """As `ContractRows.is_first`."""
        values = {"room": room, "id": event, "number": number}
        taken = self._insert(TAKEN).values(values).on_conflict_do_nothing()
        return self._connection.execute(taken).rowcount == 1

    def taken(self, room: RoomId, events: Collection[str]) -> Collection[str]:
        """As `ContractRows.taken`."""
        known = select(TAKEN.c.id).where(TAKEN.c.room == room, TAKEN.c.id.in_(sorted(events)))
        return frozenset(self._connection.scalars(known))

    def forget_events(self, room: RoomId, before: int) -> None:
        """As `ContractRows.forget_events`."""
        if before > 0:
            gone = delete(TAKEN).where(TAKEN.c.room == room, TAKEN.c.number < before)
            self._connection.execute(gone)

    def add_grant(self, grant: JoinGrant, now: Instant) -> None:
        """As `ContractRows.add_grant`."""
        over = JOIN_GRANT.c.room == grant.room, JOIN_GRANT.c.expires_at <= now
        self._connection.execute(delete(JOIN_GRANT).where(*over))
        self._connection.execute(insert(JOIN_GRANT), asdict(grant))

    def take_grant(self, grant: str) -> JoinGrant | None:
        """As `ContractRows.take_grant`."""
        taken = delete(JOIN_GRANT).where(JOIN_GRANT.c.id == grant).returning(*JOIN_GRANT.c)
        row = self._connection.execute(taken).one_or_none()
        return None if row is None else JoinGrant(**row._asdict())

    def renew_line(self, room: RoomId, line: str, until: Instant) -> None:
        """As `ContractRows.renew_line`."""
        self._check(room)
        values = {"room": room, "id": line, "until": until}
        written = self._insert(LINE).values(values)
        written = written.on_conflict_do_update(index_elements=["room", "id"], set_=values)
        self._connection.execute(written)

    def drop_line(self, room: RoomId, line: str) -> None:
        """As `ContractRows.drop_line`."""
        self._connection.execute(delete(LINE).where(LINE.c.room == room, LINE.c.id == line))

    def has_line(self, room: RoomId, now: Instant) -> bool:
        """As `ContractRows.has_line`."""
        open_ = select(LINE.c.id).where(LINE.c.room == room, LINE.c.until > now).limit(1)
        return self._connection.scalar(open_) is not None

    def count_lines(self, room: RoomId, now: Instant) -> int:
        """As `ContractRows.count_lines`."""
        open_ = select(func.count()).where(LINE.c.room == room, LINE.c.until > now)
        return self._connection.execute(open_).scalar_one()

    def _check(self, room: RoomId) -> None:
        # FOR KEY SHARE: the reduction waits for us or we for it; appends to the log do neither.
        there = select(ROOM.c.id).where(ROOM.c.id == room, ROOM.c.reduced_at.is_(None))
        if self._connection.scalar(there.with_for_update(read=True, key_share=True)) is None:
            raise NoSuchRoom("there is no such room")


def _columns(vendor: Vendor) -> dict[str, Any]:
    report = vendor.report
    return {
        "room": vendor.room,
        "url": vendor.url,
        "secret": vendor.secret,
        "seq": vendor.version.seq,
        "n": vendor.version.n,
        "floor": vendor.floor,
        "floor_at": vendor.floor_at,
        "report": None if report is None else report.model_dump_json(),
        "told": vendor.told,
        "stirred": vendor.stirred,
        "heard": vendor.heard,
        "reported": vendor.reported,
    }


def _vendor(row: Row[Any]) -> Vendor:
    said = row._asdict()
    version = Version(said.pop("seq"), said.pop("n"))
    text = said.pop("report")
    report = None if text is None else FloorReport.model_validate_json(text)
    return Vendor(**said, version=version, report=report)


def _place(row: Row[Any]) -> Place:
    said = row._asdict()
    del said["room"]
    return Place(**{**said, "via": Via(said["via"])})
