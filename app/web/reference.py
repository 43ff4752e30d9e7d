"""The OpenAPI document as a page to read: no script, nothing from elsewhere.

The usual page for it loads its program from a third party, which would then run on the origin that
people's passes belong to.
"""

from html import escape
from typing import Any

import orjson

Json = dict[str, Any]


def reference(document: Json) -> str:
    """Every operation with what it takes and answers, then every schema."""
    operations = [
        _operation(method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    schemas = [
        _schema(name, one) for name, one in sorted(document["components"]["schemas"].items())
    ]
    about = "".join(
        f"<p>{escape(part)}</p>" for part in document["info"]["description"].split("\n\n")
    )
    source = '<p>For machines: <a href="/openapi.json">/openapi.json</a>.</p>'
    return "\n".join([about, source, *operations, "<h2>Schemas</h2>", *schemas])


def _operation(method: str, path: str, operation: Json) -> str:
    parts = [
        f"<h2><code>{method} {escape(path)}</code></h2>",
        f"<p><b>{escape(operation['summary'])}.</b> {escape(operation.get('description', ''))}</p>",
    ]
    keys = [name for scheme in operation.get("security", ()) for name in scheme]
    if keys:
        parts.append(f"<p>Needs: {escape(', '.join(keys))}.</p>")
    rows = [
        (f"{one['in']}: {one['name']}", one.get("description", ""))
        for one in operation.get("parameters", ())
    ]
    if "requestBody" in operation:
        rows.append(("body", _content(operation["requestBody"])))
    for status, answer in operation["responses"].items():
        rows.append((status, f"{answer.get('description', '')} {_content(answer)}"))
    return "".join(parts) + _list(rows)


def _content(body: Json) -> str:
    said = []
    for kind, content in body.get("content", {}).items():
        names = ", ".join(_names(content.get("schema", {})))
        said.append(f"{names} ({kind})" if names else kind)
    return "; ".join(said)


def _names(schema: Json) -> list[str]:
    if "$ref" in schema:
        return [str(schema["$ref"]).rpartition("/")[2]]
    return [name for one in schema.get("oneOf", ()) for name in _names(one)]


def _list(rows: list[tuple[str, str]]) -> str:
    lines = (f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
    return f"<dl>{''.join(lines)}</dl>"


def _schema(name: str, schema: Json) -> str:
    text = orjson.dumps(schema, option=orjson.OPT_INDENT_2).decode()
    summary = f"<summary><code>{escape(name)}</code></summary>"
    return f"<details>{summary}<pre>{escape(text)}</pre></details>"
