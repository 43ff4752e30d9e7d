"""docs/openapi.json is the document that the code makes: a change of the edge is seen."""

import json

from app.web.http import description
from tests.support.printed import check_file


def test_published_document_is_current() -> None:
    document = description().document
    check_file("docs/openapi.json", json.dumps(document, indent=1, ensure_ascii=False) + "\n")
