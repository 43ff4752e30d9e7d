"""The page of a meeting: the files of `clients/web` as they stand there, nothing built of them.

What runs in a page is what can be read in the repository: modules and styles of this origin alone,
nothing inline. Into a document alone are written the languages that there are and, for the panel,
whose pages may hold it. Each file is asked for anew and answered "not modified", so that a server
and its page are always of one version.
"""

import gzip
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parents[2] / "clients" / "web"
PLACE = "/client"
"""Below this address the files are served."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'"
)

NO_DEVICES = "camera=(), microphone=()"
OWN_DEVICES = "camera=(self), microphone=(self)"
"""Of the page of a meeting with a call, which alone needs them."""

NOBODY = "'none'"
UNNAMED = '<meta name="embedders" content="">'
NAMED = '<meta name="embedders" content="{}">'
UNTOLD = '<meta name="languages" content="">'
TOLD = '<meta name="languages" content="{}">'
TAG = 3
"""The most letters of a language's tag; other files of that folder have longer names."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was read, and compressed; still so as long as its `stamp` is, the nanosecond and
    the size that it was written with."""

    stamp: tuple[int, int]
    headers: Headers
    plain: bytes
    packed: bytes


class ClientFiles(StaticFiles):
    """The folder, read-only; no listing, nothing outside it. A file is read and compressed once,
    and again when it has changed: a page is a hundred of them, and a group comes all at once."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)
        self._kept: dict[tuple[int, int], Kept] = {}

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """As a static file, to be asked for anew each time; compressed for whoever can read that.
        It holds no secret that the size of an answer could tell."""
        kept, asked = self._as_it_stands(os.fspath(full_path), stat_result), Headers(scope=scope)
        if self.is_not_modified(kept.headers, asked):
            return NotModifiedResponse(kept.headers)
        if "gzip" not in asked.get("accept-encoding", ""):
            return Response(kept.plain, status_code, kept.headers)
        return Response(kept.packed, status_code, {**kept.headers, "content-encoding": "gzip"})

    def _as_it_stands(self, path: str, stat: os.stat_result) -> Kept:
        # One file has many spellings where capitals do not matter.
        file = stat.st_dev, stat.st_ino
        stamp, kept = (stat.st_mtime_ns, stat.st_size), self._kept.get(file)
        if kept is None or kept.stamp != stamp:
            told = FileResponse(path, stat_result=stat).headers
            named = {one: told[one] for one in ("content-type", "etag", "last-modified")}
            headers = Headers({**named, "cache-control": "no-cache", "vary": "Accept-Encoding"})
            plain = Path(path).read_bytes()
            kept = self._kept[file] = Kept(stamp, headers, plain, gzip.compress(plain, mtime=0))
        return kept


def document(
    name: str, *, devices: str = NO_DEVICES, embedders: Sequence[str] = ()
) -> HTMLResponse:
    """A page of the folder, with what it may load, in frames of whose pages it may stand, and in
    which languages it has its words: it would otherwise ask for files that are not there.
    `devices` is what it may ask people for."""
    who = " ".join(embedders)
    text = (FOLDER / name).read_text(encoding="utf-8")
    told = text.replace(UNTOLD, TOLD.format(" ".join(languages())))
    headers = {
        "Content-Security-Policy": f"{POLICY}; frame-ancestors {who or NOBODY}",
        "Permissions-Policy": devices,
        "Cache-Control": "no-cache",
    }
    return HTMLResponse(told.replace(UNNAMED, NAMED.format(who)), headers=headers)


def languages() -> list[str]:
    """The tags of the languages that have a file."""
    return sorted(path.stem for path in (FOLDER / "words").glob("*.js") if len(path.stem) <= TAG)
