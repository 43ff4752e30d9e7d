"""Where time, chance and ids come from: the only reader of them here. A test hands in its own."""

import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds."""

    welcome: float = 15.0
    """In which a try must come to a `welcome`."""
    silence: float = 30.0
    """Without a word, after which a connection is dead."""
    doubt: float = 8.0
    """In which one that was asked something must say anything at all."""
    first: float = 30.0
    """In which a room must be seen for the first time."""


@dataclass(frozen=True, slots=True)
class World:
    """`steady` never jumps, `wall` is the machine's time; both in milliseconds. `chance` is from 0
    to 1, `uuid` a new id in lower case with its hyphens."""

    steady: Callable[[], float]
    wall: Callable[[], float]
    chance: Callable[[], float]
    uuid: Callable[[], str]
    patience: Patience = Patience()


THIS = World(
    steady=lambda: time.perf_counter() * 1000,
    wall=lambda: time.time() * 1000,
    chance=random.random,
    uuid=lambda: str(uuid.uuid4()),
)
