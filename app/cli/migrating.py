"""`pushback migrate`: bring the database to this program's shape."""

from rich.console import Console

from app.settings import Settings
from app.storage.migrating import State, current_state, upgrade

SAID: dict[State, str] = {
    State.EMPTY: "A new database was made.",
    State.OLDER: "The database was brought up to date.",
    State.CURRENT: "The database is up to date; nothing was changed.",
}


def migrate(settings: Settings, console: Console) -> None:
    """Raises as `upgrade`."""
    before = current_state(settings.database_url)
    upgrade(settings.database_url)
    console.print(SAID.get(before, "The database is up to date."))
