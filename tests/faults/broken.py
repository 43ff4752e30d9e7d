"""What a history that broke a law is written to, so that it can be judged and read again."""

import dataclasses
import json
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.checker import Complaint
from tests.support.history import History, Truth


def kept(
    wrong: Sequence[Complaint], history: History, truths: Sequence[Truth], about: Mapping[str, Any]
) -> Path:
    """Write it down with the laws that did not hold and what the logs said; where that is.

    `about` says which trial it was: whatever begins it anew.
    """
    name = f"faults-broken-{secrets.token_hex(4)}.json"
    path = Path(tempfile.gettempdir()) / name
    said = {
        "about": dict(about),
        "wrong": list(map(str, wrong)),
        "history": dataclasses.asdict(history),
        "truths": [_told(truth) for truth in truths],
    }
    path.write_text(json.dumps(said, indent=1, default=repr) + "\n", encoding="utf-8")
    print(f"  its history: {path}", flush=True)
    return path


def _told(truth: Truth) -> dict[str, Any]:
    """What it is asked as it is."""
    return {field.name: getattr(truth, field.name) for field in dataclasses.fields(truth)} | {
        "rows": [dataclasses.asdict(row) for row in truth.rows]
    }
