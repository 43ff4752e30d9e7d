"""Pages of somebody else's: a server of its own on another host name, with our package beside them.

with elsewhere(tmp_path / "call", {"call.html": "<!doctype html>…"}) as origin: ...
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.support.printed import ROOT

PACKAGE = {part: ROOT / "clients" / part for part in ("js", "web")}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def elsewhere(
    folder: Path, pages: Mapping[str, str], beside: Mapping[str, Path] = PACKAGE
) -> Iterator[str]:
    """Their Origin: `localhost`, which is another site than `127.0.0.1`. `beside` is served too."""
    folder.mkdir()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, place in beside.items():
        (folder / name).symlink_to(place)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            serving.join()
