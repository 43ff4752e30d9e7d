from app.access.introduced import Introduced
from app.rooms.fields import PersonId, RoomId


def test_digest_of_an_integrators_id_is_never_printed() -> None:
    one = Introduced(RoomId("room-a"), b"digest-f00d", PersonId("person-1"))

    assert "f00d" not in repr(one)
