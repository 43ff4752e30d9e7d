"""docs/asyncapi.json and docs/asyncapi-calls.json are the documents that the code makes."""

import json

from app.web import asyncapi, asyncapi_calls
from tests.support.printed import check_file


def test_published_document_is_current() -> None:
    check_file("docs/asyncapi.json", written(asyncapi.document()))


def test_published_contract_is_current() -> None:
    check_file("docs/asyncapi-calls.json", written(asyncapi_calls.document()))


def written(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
