from app.rooms.ports import Ids
from tests.support.ids import CountingIds


def test_ids_count_each_kind_by_itself() -> None:
    ids: Ids = CountingIds()

    assert ["room-1", "person-1", "person-2", "epoch-1"] == [
        ids.room(),
        ids.person(),
        ids.person(),
        ids.epoch(),
    ]


def test_no_two_secrets_are_alike_and_all_are_as_long_as_160_bits() -> None:
    ids = CountingIds()
    drawn = {ids.secret() for _ in range(100)}

    assert 100 == len(drawn)
    assert {27} == {len(secret) for secret in drawn}
