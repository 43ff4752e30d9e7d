from dataclasses import fields
from typing import get_args

from app.rooms import commands as c
from app.rooms.commands import signals
from tests.support.catalogue import defined_in


def test_these_are_the_commands_that_are_never_stored() -> None:
    assert set(get_args(c.EphemeralCommand)) == defined_in(signals)


def test_words_pass_only_between_leaders() -> None:
    saying = {kind for kind in defined_in(signals) if "text" in {f.name for f in fields(kind)}}

    assert {c.WriteLeaders} == saying
