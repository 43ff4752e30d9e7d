"""The icons of an installed page, as browsers want them, drawn from the one that is kept by hand.

`make pictures` writes them beside `clients/web/icons/chair.svg`. A mask may cut away a fifth of an
icon on each side; the maskable one keeps what is drawn within, on a ground without corners.
"""

import asyncio
from pathlib import Path

from playwright.async_api import Browser

from tests.support.browser import running_browser

FOLDER = Path(__file__).parents[2] / "clients" / "web" / "icons"
DRAWING = (FOLDER / "chair.svg").read_text(encoding="utf-8")
MASKABLE = (
    DRAWING.replace(' rx="14"', "")
    .replace("<g ", '<g transform="translate(9 9) scale(.72)"><g ', 1)
    .replace("</svg>", "</g></svg>")
)
ICONS = {
    "chair-192.png": (DRAWING, 192),
    "chair-512.png": (DRAWING, 512),
    "chair-maskable-512.png": (MASKABLE, 512),
}


async def main() -> None:
    """Every icon."""
    async with running_browser() as browser:
        for name, (drawing, size) in ICONS.items():
            (FOLDER / name).write_bytes(await drawn(browser, drawing, size))


async def drawn(browser: Browser, drawing: str, size: int) -> bytes:
    """A picture of that many pixels each way, clear where nothing is drawn."""
    page = await browser.new_page(viewport={"width": size, "height": size})
    style = "body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }"
    await page.set_content(f"<style>{style}</style>{drawing}")
    picture = await page.screenshot(omit_background=True)
    await page.close()
    return picture


if __name__ == "__main__":
    asyncio.run(main())
