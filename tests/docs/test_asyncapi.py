"""docs/asyncapi.json is the document that the code makes."""

import json

from app.web.asyncapi import document
from tests.support.printed import check_file


def test_published_document_is_current() -> None:
    check_file("docs/asyncapi.json", json.dumps(document(), indent=1, ensure_ascii=False) + "\n")
