"""One whole rehearsal, played once for all tests that judge, report or draw it."""

import asyncio

import pytest

from app.rehearsal.evidence import Evidence
from app.rehearsal.rehearse import rehearse
from app.rehearsal.screen import Silence
from app.system import SystemIds, seconds

FAST = 450.0
"""Ninety minutes in twelve seconds."""


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """What a good rehearsal leaves behind; nobody changes it."""
    playing = rehearse(
        None, speed=FAST, watcher=Silence(), ids=SystemIds(), ticks=lambda: seconds() * 1000
    )
    return asyncio.run(playing)
