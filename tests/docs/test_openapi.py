"""The OpenAPI document that a node reads and serves is the one that the code makes: a change of the
edge is seen."""

import json

from app.web.http import drawn
from tests.support.printed import check_file


def test_published_document_is_current() -> None:
    document = drawn()
    check_file("app/web/openapi.json", json.dumps(document, indent=1, ensure_ascii=False) + "\n")
