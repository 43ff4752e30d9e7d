"""`python -m tests.support.covered`: holds the coverage that was just measured to its bounds.

The pure core is what import-linter's contract `pure` names in pyproject.toml: every branch of it is
taken. Everything together keeps `WHOLE` per cent.
"""

import sys
import tomllib
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).parents[2]
CORE = 100.0
WHOLE = 95.0


def pure_files() -> list[str]:
    """The files of the pure core, from the root of the clone."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (modules,) = [one["source_modules"] for one in contracts if one["name"] == "pure"]
    return [str(file.relative_to(ROOT)) for module in modules for file in _files(module)]


def _files(module: str) -> list[Path]:
    place = ROOT / module.removesuffix(".*").replace(".", "/")
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def main() -> int:
    """Print what is not covered and the two figures; 1 if one of them is too low."""
    measured = Coverage()
    measured.load()
    core = measured.report(include=pure_files())
    whole = measured.report()
    print(f"branch coverage: {core:.2f} % of the pure core, {whole:.2f} % of everything")
    if core >= CORE and whole >= WHOLE:
        return 0
    print(f"wanted: {CORE:.0f} % of the pure core, {WHOLE:.0f} % of everything", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
