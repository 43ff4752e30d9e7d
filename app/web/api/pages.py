"""The few pages for people: no third party, nothing of the address repeated.

What stands behind the `#` of a link is never read here: a browser does not even send it. The pages
of a meeting and of an operator are programs (`clients/web`); the others have no script.
"""

import base64
import hashlib
from html import escape

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.web.askers import Held, RoomPath
from app.web.client import NO_DEVICES, OWN_DEVICES, document

STYLE = (
    "body{font:1.1em/1.5 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em}"
    "code,pre{font-size:.9em;overflow-wrap:anywhere;white-space:pre-wrap}"
    "dt{font-weight:600;margin-top:.6em}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

START = """<p>This server holds the frame of Balint group meetings: who is in the circle, which
phase, whose floor, how much time, and whether the door is shut. The talking happens in your
call.</p>
<p>To take part, open the link that you were given. To make a meeting, open the operator's link,
which whoever runs this server has. Programs read <a href="/docs">how they use it</a>.</p>"""

router = APIRouter(include_in_schema=False)


def page(title: str, body: str) -> HTMLResponse:
    """A whole page around what is said."""
    text = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f'<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})


@router.get("/")
async def start() -> HTMLResponse:
    """What this is."""
    return page("Pushback", START)


@router.get("/r/{room}")
async def room_page(room: RoomPath, parts: Held) -> HTMLResponse:
    """Where links lead; the same for every room, whether there is one or not."""
    return document("circle.html", devices=OWN_DEVICES if parts.has_call else NO_DEVICES)


@router.get("/embed/{room}")
async def panel_page(room: RoomPath, parts: Held) -> HTMLResponse:
    """The panel that a call shows beside its pictures; without a grant it shows nothing."""
    return document("embed.html", embedders=parts.embedders)


@router.get("/again")
async def again_page() -> HTMLResponse:
    """Where an installed page begins; which room that is, only the browser knows."""
    return document("again.html")


@router.get("/operator")
async def operator_page() -> HTMLResponse:
    """Where the operator's link leads; the key behind its `#` stays in the browser."""
    return document("operator.html")


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The description of the HTTP edge, to read."""
    return page("Pushback for programs", request.app.state.reference)


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """The description of the HTTP edge, for machines."""
    return Response(request.app.state.openapi, media_type="application/json")
