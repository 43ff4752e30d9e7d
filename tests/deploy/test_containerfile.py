"""The container file copies what is there, pins what it installs, and runs as nobody special."""

import re
import shlex

from app.settings import Settings
from app.storage.migrating import SCRIPTS
from app.web.client import FOLDER
from tests.deploy import shipped
from tests.docs.test_readme import commands


def instructions() -> list[tuple[str, str]]:
    """Each instruction and the rest of its line, continued lines joined."""
    text = re.sub(r"^#.*\n", "", shipped.text("Containerfile", {}), flags=re.MULTILINE)
    lines = text.replace("\\\n", "").splitlines()
    return [(word, rest.strip()) for word, _, rest in (one.partition(" ") for one in lines) if word]


def told(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def test_what_is_copied_is_there() -> None:
    copied = [shlex.split(rest)[:-1] for rest in told("COPY") if not rest.startswith("--from")]
    sources = [source for one in copied for source in one]

    assert not [source for source in sources if not (shipped.ROOT / source).exists()]
    needed = {"app/"} | {
        f"{path.relative_to(shipped.ROOT).parts[0]}/" for path in (SCRIPTS, FOLDER)
    }
    assert needed <= set(sources), "the program reads more than is copied"


def test_every_package_comes_from_the_lock_by_its_hash() -> None:
    installs = [run for rest in told("RUN") for run in rest.split("&&") if "pip install" in run]

    assert installs
    assert all("--require-hashes" in run or "--no-deps" in run for run in installs)
    assert any("-r requirements.lock" in run for run in installs)


def test_it_runs_as_nobody_special_in_the_last_stage() -> None:
    words = [word for word, _ in instructions()]
    (user,) = told("USER")

    assert 0 not in map(int, user.split(":"))
    assert words.index("USER") > max(n for n, word in enumerate(words) if word == "FROM")
    assert not {"RUN", "COPY", "ADD"} & set(words[words.index("USER") :])


def test_both_stages_have_the_same_python() -> None:
    assert 1 == len({rest.split()[0] for rest in told("FROM")})


def test_it_starts_a_command_that_is_there_and_settings_that_are() -> None:
    (entry,), (command,) = told("ENTRYPOINT"), told("CMD")
    given = {name for rest in told("ENV") for name in re.findall(r"(\w+)=", rest)}

    assert ('["pushback"]', '["serve"]') == (entry, command)
    assert "serve" in commands()
    own = {name.upper() for name in Settings.__dataclass_fields__}
    assert given - {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"} <= own


def test_its_health_is_asked_of_an_address_that_answers() -> None:
    (check,) = told("HEALTHCHECK")

    assert "/healthz" in check
    compile(eval(check[check.index("[") :])[2], "HEALTHCHECK", "exec")
