"""The way in, whole: keys for machines, links for people, passes for browsers, hellos for sockets.

Every method is one transaction, a ticket's after a look whether there is one; time is read and
chance is drawn before it begins.
"""

from collections.abc import Callable, Sequence

from app.access import admission, keys, links, opening, passes, removal, tickets
from app.access.admission import Admission, Admitted
from app.access.claiming import Claiming
from app.access.errors import ResumeReused
from app.access.granting import Granting
from app.access.grants import Grant, Scope, refuse_empty
from app.access.keys import Key, NewKey
from app.access.links import Link, NewLink
from app.access.opening import Fresh, Opened, Visitor
from app.access.organisations import OURS, is_managed_by, refuse_name
from app.access.owning import Owning
from app.access.passes import Pass, Renewed
from app.access.ports import AccessRows, AccessStore
from app.access.repeating import Repeating
from app.access.revocations import TOLD_AGAIN_FOR, Listener, Listeners, Revocation
from app.access.rotating import rotate
from app.access.secrets import Kind, draw, parse, redraw
from app.access.signing import verifying
from app.access.tickets import Ticket
from app.phases.units import Instant, Millis, later
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import Clock, Ids
from app.rooms.roles import Role

SWEPT_AT_ONCE = 500


class Access:
    """Who may come in. Refusals are `AccessError`s; what a database cannot do is its own error."""

    def __init__(self, store: AccessStore, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._claiming = Claiming(store)
        self._clock = clock
        self._ids = ids
        self.grants = Granting(store, clock, ids)
        self.owning = Owning(store)
        self.repeats = Repeating(store, clock, ids)
        self._listeners = Listeners()
        self._told_at: Instant | None = None

    # Machines

    async def create_key(
        self,
        label: str,
        scopes: frozenset[Scope],
        rooms: frozenset[RoomId],
        *,
        expires_in: Millis | None,
        organisation: str = OURS,
    ) -> NewKey:
        """A new key, its text shown this once; None lives until revoked. Raises `BadTerms`."""
        keys.refuse_terms(label, expires_in)
        refuse_name(organisation)
        refuse_empty(scopes, rooms)
        drawn, now = keys.drawn(organisation, self._ids), self._clock.now()
        expires_at = None if expires_in is None else later(now, expires_in)
        key = Key(
            drawn.id, drawn.digest, label, scopes, rooms, now, expires_at,
            verifying=verifying(drawn.text), organisation=organisation,
        )  # fmt: skip
        await self._store.write(lambda rows: rows.add_key(key))
        return NewKey(key, drawn.text)

    async def rotate_key(self, key_id: str, *, by: str = OURS, old_for: Millis | None) -> NewKey:
        """A second key of the same purpose; the first is good for `old_for` more, or until revoked.

        Raises `NoSuchKey`, `AlreadyRotated`.
        """
        known = await self._store.read(lambda rows: rows.find_key(key_id))
        drawn, now = keys.drawn_after(known, self._ids), self._clock.now()
        public = verifying(drawn.text)
        fresh = Key(drawn.id, drawn.digest, "", frozenset(), frozenset(), now, verifying=public)
        until = None if old_for is None else later(now, old_for)
        made = await self._store.write(
            lambda rows: rotate(rows, key_id, fresh, by=by, old_until=until, now=now)
        )
        return NewKey(made, drawn.text)

    async def check_key(self, text: str) -> Grant:
        """What the key may do; raises `BadKey`. Its use is noted once a minute."""
        presented, now = parse(Kind.KEY, text), self._clock.now()
        key = await self._store.read(lambda rows: rows.find_key(presented.id))
        grant = keys.check(key, presented, now)
        if key is not None and keys.is_use_to_note(key, now):
            await self._store.write(lambda rows: rows.note_use(grant.key, now))
        return grant

    async def keys(self, of: str = OURS) -> list[Key]:
        """All keys that this organisation may know of, oldest first, the revoked ones too as long
        as they are kept."""
        found = await self._store.read(lambda rows: rows.list_keys())
        return [key for key in found if is_managed_by(of, key.organisation)]

    async def revoke_key(self, key_id: str, by: str = OURS) -> None:
        """End a key, everywhere within 2 s; raises `NoSuchKey`."""
        now = self._clock.now()
        await self._end(lambda rows: removal.revoke_key(rows, key_id, by, now))

    # People

    async def make_personal_link(
        self, room: RoomId, *, name: str, role: Role, expires_in: Millis
    ) -> NewLink:
        """A link that is one new person, on any number of devices. Raises `BadTerms`."""
        return await self._make_link(
            room, role=role, expires_in=expires_in, person=self._ids.person(), name=name
        )

    async def make_shared_link(self, room: RoomId, *, role: Role, expires_in: Millis) -> NewLink:
        """A link that makes a new person, to be confirmed, per browser. Raises `BadTerms`."""
        links.refuse_shared_leader(role)
        return await self._make_link(room, role=role, expires_in=expires_in, person=None, name=None)

    async def links(self, room: RoomId) -> list[Link]:
        """The room's links, oldest first, ended ones too."""
        return await self._store.read(lambda rows: rows.list_links(room))

    async def check_link(self, text: str) -> Link:
        """The link if it opens at this moment; raises as `open_link`. Nothing is written."""
        presented, now = parse(Kind.LINK, text), self._clock.now()
        found = await self._store.read(lambda rows: rows.look_at_link(presented.id))
        return links.check(found, presented, now)

    async def revoke_link(self, room: RoomId, link_id: str) -> None:
        """End a link of this room, and the passes of a personal one. Raises `NoSuchLink`."""
        now = self._clock.now()
        await self._end(lambda rows: removal.revoke_link(rows, room, link_id, now))

    async def open_link(self, text: str, *, held_pass: str | None, name: str | None) -> Opened:
        """A pass for the browser that brought the link; the pass it holds for that room, if any,
        is renewed instead. `name` is for somebody new on a shared link.

        Raises `BadLink`, `LinkExpired`, `LinkRevoked`, `Removed`, `NameNeeded`.
        """
        presented, now = parse(Kind.LINK, text), self._clock.now()
        visitor = Visitor(held_pass, name)
        fresh = Fresh(draw(Kind.PASS, self._ids), self._ids.person())
        return await self._store.write(
            lambda rows: opening.open_link(rows, presented, visitor, fresh, now)
        )

    async def renew_pass(self, text: str) -> Renewed:
        """Another 15 min; raises `PassInvalid`, `PassExpired` or what ended the pass."""
        presented, now = parse(Kind.PASS, text), self._clock.now()

        def renew(rows: AccessRows) -> Renewed:
            held = passes.check(rows.find_pass(presented.id), presented, now)
            if not passes.is_renewal_due(held.expires_at, now):
                return Renewed(held.room, held.person, held.expires_at)
            rows.extend_passes([held.id], passes.good_until(now))
            return Renewed(held.room, held.person, passes.good_until(now))

        return await self._store.write(renew)

    async def check_pass(self, text: str, room: RoomId) -> Admission:
        """Whose pass it is, in this room; raises as `renew_pass`. Nothing is written."""
        presented, now = parse(Kind.PASS, text), self._clock.now()
        found = await self._store.read(lambda rows: rows.find_pass(presented.id))
        held = passes.check_in(found, presented, room, now)
        return Admission(held.room, held.person, held.id)

    async def holder(self, pass_id: str) -> Pass | None:
        """The pass behind an admission, for a room that does not know its person yet."""
        return await self._store.read(lambda rows: rows.find_pass(pass_id))

    async def keep_alive(self, *pass_ids: str) -> None:
        """Renew the passes of live sockets, of a whole node at once. One that had run out while
        the database was away lives again, as its socket did; one that was ended does not."""
        until = passes.good_until(self._clock.now())
        await self._store.write(lambda rows: rows.extend_passes(pass_ids, until))

    # Sockets

    async def draw_ticket(self, pass_text: str, *, room: RoomId, origin: str) -> str:
        """A ticket for one socket of this pass, good for 30 s at this room from this origin.

        Raises `PassInvalid`, `PassExpired`, what ended the pass, or `TicketInvalid` for no origin.
        """
        tickets.refuse_origin(origin)
        presented, now = parse(Kind.PASS, pass_text), self._clock.now()
        drawn, expires_at = draw(Kind.TICKET, self._ids), later(now, tickets.LIFE)

        def work(rows: AccessRows) -> None:
            held = passes.check_in(rows.find_pass(presented.id), presented, room, now)
            rows.add_ticket(
                Ticket(drawn.id, drawn.digest, held.id, room, held.person, origin, expires_at)
            )

        await self._store.write(work)
        return drawn.text

    async def admit_by_ticket(
        self, text: str, *, room: RoomId, origin: str, node: str | None = None
    ) -> Admitted:
        """Let a socket in and begin its tab's chain; raises `TicketInvalid`, the ticket spent.

        With `node` the person's next visit is taken as well: whoever gives it no seat parts it.
        Take the socket up among those that revocations close before awaiting anything else.
        """
        presented, now = parse(Kind.TICKET, text), self._clock.now()
        first = draw(Kind.RESUME, self._ids)
        came = await self._claiming.claimed(
            presented,
            lambda rows: admission.by_ticket(
                rows, presented, first, room=room, origin=origin, now=now, node=node
            ),
        )
        return Admitted(came, first.text)

    async def admit_to_call(self, text: str, *, room: RoomId, origin: str) -> Admission:
        """Let a socket of the room's call in; raises `TicketInvalid`, the ticket spent."""
        presented, now = parse(Kind.TICKET, text), self._clock.now()
        return await self._claiming.claimed(
            presented,
            lambda rows: admission.to_call(rows, presented, room=room, origin=origin, now=now),
        )

    async def admit_by_resume(
        self, text: str, *, room: RoomId, node: str | None = None
    ) -> Admitted:
        """Let a tab's next socket in, as `admit_by_ticket` does.

        Raises `ResumeInvalid`, `PassExpired`, what ended the pass, or ends it: `ResumeReused`.
        """
        presented, now = parse(Kind.RESUME, text), self._clock.now()
        successor = redraw(Kind.RESUME, presented.id, self._ids)
        came = await self._store.write(
            lambda rows: admission.by_resume(
                rows, presented, successor, room=room, now=now, node=node
            )
        )
        if isinstance(came, Revocation):
            self._listeners.tell([came])
            raise ResumeReused
        return Admitted(came, successor.text)

    # Endings

    async def forbid(self, room: RoomId, person: PersonId) -> None:
        """Whatever let this person in lets them in no more, on any device, after any refresh."""
        now = self._clock.now()
        await self._end(lambda rows: removal.forbid(rows, room, person, now))

    async def forget_room(self, room: RoomId) -> None:
        """Delete the room's links, passes, tickets and chains."""
        now = self._clock.now()
        await self._end(lambda rows: removal.forget_room(rows, room, now))

    async def forget_expired(self) -> int:
        """Delete some of what nobody can use any more; returns how much, 0 when there is none."""
        now = self._clock.now()
        return await self._store.write(lambda rows: rows.forget_expired(now, SWEPT_AT_ONCE))

    def on_revoked(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for what ends; it closes the sockets that match. Returns how to stop."""
        return self._listeners.add(listener)

    async def revoked_since(self, since: Instant) -> list[Revocation]:
        """What ended at `since` or later, on whichever node."""
        now = self._clock.now()
        return await self._store.read(lambda rows: rows.list_revocations(since, now))

    async def tell_revoked(self) -> None:
        """Tell this node's listeners what ended anywhere; to be called every second.

        Each revocation is told for 10 s, not once: a transaction can commit later than its time
        says, and a socket be taken up just after. A node that was cut off goes back further.
        """
        now = self._clock.now()
        since = later(self._told_at or now, Millis(-TOLD_AGAIN_FOR))
        self._listeners.tell(await self.revoked_since(since))
        self._told_at = now

    async def _end(self, work: Callable[[AccessRows], Sequence[Revocation]]) -> None:
        self._listeners.tell(await self._store.write(work))

    async def _make_link(
        self,
        room: RoomId,
        *,
        role: Role,
        expires_in: Millis,
        person: PersonId | None,
        name: str | None,
    ) -> NewLink:
        links.refuse_life(expires_in)
        drawn, now = draw(Kind.LINK, self._ids), self._clock.now()
        link = Link(drawn.id, drawn.digest, room, role, now, later(now, expires_in), person, name)
        await self._store.write(lambda rows: rows.add_link(link))
        return NewLink(link, drawn.text)
