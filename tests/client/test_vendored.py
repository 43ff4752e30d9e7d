"""The libraries of the page: each with its licence, and with the version that the list tells."""

import re

import pytest

from app.web.client import FOLDER

VENDORED = FOLDER / "vendor"
LIBRARIES = sorted(path.name for path in VENDORED.iterdir() if path.is_dir())
ROW = re.compile(r"^\| `(?P<name>[a-z-]+)` \| (?P<version>[\d.]+) \| (?P<licence>[\w-]+) \|", re.M)
LISTED = {row["name"]: row for row in ROW.finditer((VENDORED / "README.md").read_text())}


def test_every_library_stands_in_the_list_and_no_other() -> None:
    assert LIBRARIES == list(LISTED)


@pytest.mark.parametrize("name", LIBRARIES)
def test_library_is_of_the_version_and_licence_that_are_told(name: str) -> None:
    text = (VENDORED / name / f"{name}.js").read_text(encoding="utf-8")

    assert re.search(rf'(?:{name} |litHtmlVersions\S*"){LISTED[name]["version"]}\b', text)
    assert f"SPDX-License-Identifier: {LISTED[name]['licence']}" in text
    assert "Copyright" in (VENDORED / name / "LICENSE").read_text(encoding="utf-8")
