"""What can be done together must say both ways, and be compared in both."""

import inspect
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.storage import appending, parting
from app.storage.alike import Alike

FILES = {Path(inspect.getfile(kind)) for kind in Alike.__subclasses__()}
OURS = sorted(file for file in FILES if file.parent == Path(inspect.getfile(Alike)).parent)


def test_every_kind_is_known_here() -> None:
    assert [Path(inspect.getfile(kind)) for kind in (appending, parting)] == OURS


@pytest.mark.parametrize("source", OURS, ids=lambda path: path.name)
def test_every_kind_is_compared_with_one_by_one(source: Path) -> None:
    twin = Path(__file__).with_name(f"test_{source.name}")

    assert "one_by_one" in twin.read_text(encoding="utf-8")


def test_work_that_is_not_told_together_is_not_one_of_a_kind() -> None:
    class Alone(Alike[None]):
        def __call__(self, connection: Connection) -> None:
            return None

    with pytest.raises(TypeError, match="together"):
        Alone()  # type: ignore[abstract]  # that is the point
