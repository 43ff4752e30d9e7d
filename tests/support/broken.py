"""Breaking the evidence of a good rehearsal in one place, to see which judge notices."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.rehearsal.bots import Part
from app.rehearsal.evidence import Evidence
from app.rehearsal.office import Entry
from app.rehearsal.recording import CAME, Recording, Text

Frame = dict[str, Any]


def with_texts(evidence: Evidence, part: Part, texts: list[Text]) -> Evidence:
    """With other texts of one bot."""
    old = evidence[part]
    new = Recording(old.name, old.part, old.role, texts, old.fresh)
    return replace(evidence, recordings={**evidence.recordings, part: new})


def heard(
    evidence: Evidence, part: Part, change: Callable[[Frame], Frame | None], way: str = CAME
) -> Evidence:
    """With every frame that came (or went) changed, or left out where the change is None."""
    texts = []
    for one in evidence[part].texts:
        if one.way != way:
            texts.append(one)
            continue
        changed = change(json.loads(one.text))
        if changed is not None:
            texts.append(Text(one.at, one.way, json.dumps(changed)))
    return with_texts(evidence, part, texts)


def heard_also(
    evidence: Evidence, part: Part, frame: Frame, *, after: Callable[[Frame], bool]
) -> Evidence:
    """With one more frame, behind the first that `after` is true of."""
    texts, has_come = [], False
    for one in evidence[part].texts:
        texts.append(one)
        if not has_come and one.way == CAME and after(json.loads(one.text)):
            texts.append(Text(one.at, CAME, json.dumps(frame)))
            has_come = True
    assert has_come
    return with_texts(evidence, part, texts)


def logged(evidence: Evidence, change: Callable[[Entry], list[Entry]]) -> Evidence:
    """With every fact of the log changed, doubled or left out."""
    return replace(evidence, log=tuple(new for entry in evidence.log for new in change(entry)))


def without(type_: str) -> Callable[[Entry], list[Entry]]:
    """A log that has lost every fact of this type."""
    return lambda entry: [] if entry.type == type_ else [entry]


def doubled(type_: str) -> Callable[[Entry], list[Entry]]:
    """A log in which every fact of this type stands twice."""
    return lambda entry: [entry, entry] if entry.type == type_ else [entry]


def answered_instead(code: str, by: str) -> Callable[[Frame], Frame]:
    """Answers in which `by` stands where a refusal had this code."""

    def change(frame: Frame) -> Frame:
        return frame | {"t": by, "code": by} if frame.get("code") == code else frame

    return change
