"""Each recipe says what to touch and what goes red; the names in it exist (test_architecture)."""

import re

import pytest

from tests.support.printed import ROOT

PAGE = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (.+?)\n(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
LATER = {"A call adapter"}
"""Left to a port: nothing can be red yet."""


def test_every_recipe_is_there() -> None:
    wanted = {
        "A phase", "A move", "An event", "A command", "A role",
        "An audience, or a field that an audience sees", "A plan", "A language", "A setting",
        "A metric", "A stored field", "A refusal", "A bus adapter",
        "What a client does about the wire", *LATER,
    }  # fmt: skip

    assert wanted == set(RECIPES)


@pytest.mark.parametrize("recipe", [name for name in RECIPES if name not in LATER])
def test_recipe_names_what_to_touch_and_what_goes_red(recipe: str) -> None:
    touch, _, red = RECIPES[recipe].partition("Red until then:")

    assert re.search(r"`(app/[\w./]+\.py|clients/[\w./]+\.js)(:\w+)?`", touch)
    assert re.search(r"`tests/[\w./]+\.py(:\w+)?`", red)
