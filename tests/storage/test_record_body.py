from app.rooms.record import record
from app.storage.record_body import read, written
from tests.contracts.samples import arrived, created, ended
from tests.support.clock import NOON


def test_record_is_read_as_it_was_written() -> None:
    made = record([created(), arrived(1), ended(NOON)])

    assert made == read(written(made))
