"""A page of somebody else's: a server of its own on another host name, that shows one document."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PAGE = """<!doctype html><title>A call</title><body style="margin:0">
<script>
const panel = document.createElement("iframe");
panel.style = "border:0;width:100%;height:100vh";
window.heard = [];
addEventListener("message", ({ origin, data }) => window.heard.push({ origin, ...data }));
window.says = (message) => panel.contentWindow.postMessage(message, new URL(panel.src).origin);
window.shows = (address) => new Promise((shown) => {
  panel.onload = shown; panel.src = address; document.body.append(panel);
});
</script></body>"""


@asynccontextmanager
async def foreign_page() -> AsyncIterator[str]:
    """Its Origin: `localhost`, which is another site than `127.0.0.1`."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = PAGE.encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}"
