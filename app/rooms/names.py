"""From a class name to its word on the wire."""

import re

_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def snake(name: str) -> str:
    """`PhaseEntered` is `phase_entered`."""
    return _INNER_CAPITAL.sub("_", name).lower()
