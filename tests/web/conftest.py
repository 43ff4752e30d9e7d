"""The HTTP edge, for whichever test asks for it."""

from tests.support.service import service

__all__ = ["service"]
