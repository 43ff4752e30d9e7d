"""The files that are shipped, with what is the reader's own put in their place."""

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def text(name: str, own: Mapping[str, str]) -> str:
    """A file of `deploy/`, `own` values put where its examples stand; each must stand there."""
    found = (DEPLOY / name).read_text(encoding="utf-8")
    missing = [example for example in own if example not in found]
    assert not missing, f"deploy/{name} no longer says {missing}"
    for example, put in own.items():
        found = found.replace(example, put)
    return found
