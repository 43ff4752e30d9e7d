"""`python -m tests.hostile.autobahn PYTHON2`: Autobahn's own suite over our socket edge.

The suite is a program for Python 2.7 (`pip install autobahntestsuite` there) and no part of
`make test`, which holds its cases in `test_autobahn.py`. Here the original runs: all cases but
those of compression (12, 13), which we never negotiate, and of messages of megabytes (9), which a
server with a limit of 64 KiB is meant to refuse. Exit status 1 if a case fails.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.hostile.echo import Patient, echo
from tests.web.serving.edge import edge

CASES = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]
GOOD = {"OK", "NON-STRICT", "INFORMATIONAL"}


async def judged(python: str) -> dict[str, dict[str, str]]:
    """Run the suite; how each case went and how it closed."""
    with tempfile.TemporaryDirectory() as folder:
        async with edge(echo, ws=Patient) as here:
            url = f"ws://{here.address[0]}:{here.address[1]}"
            spec = {
                "outdir": folder,
                "servers": [{"agent": "Pushback", "url": url}],
                "cases": CASES,
                "exclude-cases": [],
                "exclude-agent-cases": {},
            }
            file = Path(folder) / "spec.json"
            file.write_text(json.dumps(spec))  # a few bytes, before anything runs
            suite = await asyncio.create_subprocess_exec(
                python, "-c", "from autobahntestsuite.wstest import run; run()",
                "-m", "fuzzingclient", "-s", str(file), stdout=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            await suite.wait()
        index = Path(folder) / "index.json"
        found: dict[str, dict[str, str]] = json.loads(index.read_text())["Pushback"]
        return found


def main() -> int:
    """Run, print, judge."""
    found = asyncio.run(judged(sys.argv[1]))
    for how in ("behavior", "behaviorClose"):
        print(how, dict(Counter(one[how] for one in found.values())))
    wrong = {n: one for n, one in found.items() if {one["behavior"], one["behaviorClose"]} - GOOD}
    for name, one in sorted(wrong.items()):
        print(f"case {name}: {one['behavior']}, closed {one['behaviorClose']}")
    unusual = sorted(n for n, one in found.items() if one["behavior"] != "OK")
    print(f"{len(found)} cases, {len(wrong)} failed; not plainly OK: {', '.join(unusual)}")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
