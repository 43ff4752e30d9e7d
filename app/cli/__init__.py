"""`pushback`: every command of an operator, each explaining itself with --help."""

from app.cli.commands import main

__all__ = ["main"]
