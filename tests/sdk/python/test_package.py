"""The library as it is installed: all of it, typed, and with what it needs."""

import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from tests.support.printed import ROOT

LIBRARY = ROOT / "clients" / "python"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The library, built."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(LIBRARY, folder / "python")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--wheel-dir", folder, folder / "python"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_every_module_is_in_it_and_its_types(wheel: zipfile.ZipFile) -> None:
    wanted = {path.relative_to(LIBRARY / "src").as_posix() for path in sources()}

    assert wanted == {name for name in wheel.namelist() if name.startswith("pushback/")}
    assert "pushback/py.typed" in wanted


def sources() -> list[Path]:
    folder = LIBRARY / "src" / "pushback"
    return [path for path in folder.rglob("*") if path.suffix == ".py" or path.name == "py.typed"]


def test_it_needs_websockets_and_httpx_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    (name,) = [one for one in wheel.namelist() if one.endswith(".dist-info/METADATA")]
    needs = HeaderParser().parsestr(wheel.read(name).decode()).get_all("Requires-Dist", [])

    assert {"httpx", "websockets"} == {one.split(">")[0] for one in needs if "extra" not in one}
    assert 1 == len([one for one in wheel.namelist() if one.endswith("LICENSE")])


def test_it_imports_nothing_of_the_server() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sources()]

    assert not [text for text in texts if "import app" in text or "from app" in text]
