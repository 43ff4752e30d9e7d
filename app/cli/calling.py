"""How this command is called again: in a clone no shell finds it by its name alone."""

import shutil
import sys
from pathlib import Path

NAME = "pushback"


def called() -> str:
    """`pushback` where a shell finds it, else the path by which it was called."""
    script = sys.argv[0]
    return NAME if shutil.which(NAME) or Path(script).name != NAME else script


def spoken(text: str) -> str:
    """The text with each command in it as it can be called here."""
    return text.replace(f"`{NAME} ", f"`{called()} ")
