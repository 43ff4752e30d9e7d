"""A fault put into the service on purpose."""

import contextlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from unittest.mock import patch

Seam = tuple[object, str, object]


@dataclass(frozen=True)
class Mutant:
    """A fault, and the attributes of the service that make it."""

    about: str
    seams: tuple[Seam, ...]

    @contextlib.contextmanager
    def planted(self) -> Iterator[None]:
        """The service has this fault for as long as the block lasts."""
        with ExitStack() as held:
            for owner, name, instead in self.seams:
                held.enter_context(patch.object(owner, name, instead))
            yield
