"""`pushback restored`: say that this database comes from a backup, before any node starts."""

import asyncio

from rich.console import Console

from app.cli.desk import check_there
from app.settings import Settings
from app.storage.engine import open_database
from app.storage.restoring import redraw_epochs
from app.system import SystemIds


def restored(settings: Settings, console: Console) -> None:
    """Raises `NoFileYet`, `DatabaseBusy` while a server runs, `DatabaseOlder`, `DatabaseNewer`."""
    check_there(settings)
    rooms = asyncio.run(_redraw(settings))
    console.print(f"{rooms} rooms have a new epoch; clients will read everything anew.")


async def _redraw(settings: Settings) -> int:
    database = await open_database(settings.database_url)
    try:
        return await redraw_epochs(database, SystemIds().epoch)
    finally:
        await database.close()
