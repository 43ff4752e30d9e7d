"""The section `own`: what passes and is for one person alone."""

from app.rooms.ephemeral import Json, Moment
from app.rooms.fields import PersonId
from app.rooms.state import Room


def own(room: Room, moment: Moment, person: PersonId) -> Json:
    """A person's receipts, away state and offer, and, while they sit back, when they opened their
    microphone in the call and when they were asked to stay muted: seen by nobody else here."""
    need = moment.signals.needs.get(person)
    names = [room.people[p].name for p in need.seen_by if p in room.people] if need else []
    return {
        "need": {"at": need.at, "seen_by": names} if need else None,
        "away": person in moment.signals.away,
        "volunteers": person in moment.signals.volunteers,
        "wished_at": moment.wishes.get(person),
        "reminded_at": moment.signals.reminded.get(person),
    }
