"""The page's modules, each by its own tests under node."""

from pathlib import Path

import pytest

from tests.support.javascript import ROOT, ran

TESTS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/client/**/*.test.js"))


@pytest.mark.parametrize("tests", TESTS)
def test_module_does_what_its_tests_say(tests: str) -> None:
    said = ran("--test", "--test-reporter=tap", tests)

    assert 0 == said.returncode, said.stdout


def test_every_module_without_a_screen_has_its_tests() -> None:
    """What draws or reaches out is tested in a browser; what decides is tested here."""
    web = ROOT / "clients" / "web"
    pure = {path.stem for name in ("wire", "call") for path in (web / name).glob("*.js")}

    assert pure - {"world"} <= {Path(path).name.removesuffix(".test.js") for path in TESTS}
