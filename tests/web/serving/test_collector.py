"""The collector never walks what the start has made."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from app.web.serving.collector import THRESHOLDS, tune


@pytest.fixture(autouse=True)
def _collector_as_found() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Knot:
    """A cycle: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_tuning_freezes_what_lives_and_frees_what_does_not() -> None:
    gc.unfreeze()
    kept = Knot()
    lost = weakref.ref(Knot())
    tune()

    assert lost() is None
    assert kept not in gc.get_objects()
    assert gc.get_freeze_count() > 1_000
    assert gc.get_threshold() == THRESHOLDS
