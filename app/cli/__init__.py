"""`pushback`: every command of an operator, each explaining itself with --help."""

import gc

from app.web.serving.collector import THRESHOLDS

gc.set_threshold(*THRESHOLDS)  # nothing of what is loaded from here on becomes garbage

from app.cli.commands import main  # noqa: E402  # what it loads is the reason for the line above

__all__ = ["main"]
