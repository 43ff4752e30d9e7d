from app.web.reference import reference
from tests.support.service import Service


def document(**operation: object) -> dict[str, object]:
    return {
        "info": {"description": "One.\n\nTwo <b>."},
        "paths": {"/api/x/{y}": {"post": {"summary": "Do it", "responses": {}, **operation}}},
        "components": {"schemas": {"Thing": {"type": "object"}}},
    }


def test_operation_is_told_with_what_it_takes_and_answers() -> None:
    said = reference(
        document(
            description="How.",
            security=[{"key": []}],
            parameters=[{"in": "path", "name": "y", "description": "which"}],
            requestBody={
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
            },
            responses={"200": {"description": "fine", "content": {"text/plain": {}}}},
        )
    )

    assert "<code>POST /api/x/{y}</code>" in said
    assert "<b>Do it.</b> How." in said
    assert "Needs: key." in said
    assert "<dt>path: y</dt><dd>which</dd>" in said
    assert "<dt>body</dt><dd>Thing (application/json)</dd>" in said
    assert "<dt>200</dt><dd>fine text/plain</dd>" in said


def test_schema_is_there_to_unfold() -> None:
    said = reference(document())

    assert "<summary><code>Thing</code></summary>" in said
    assert "&quot;object&quot;" in said


def test_body_of_several_forms_names_each() -> None:
    forms = {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}
    body = {"content": {"application/json": {"schema": forms}}}

    assert "A, B (application/json)" in reference(document(requestBody=body))


def test_nothing_in_it_is_markup() -> None:
    assert "Two &lt;b&gt;." in reference(document())


def test_whole_description_can_be_read(service: Service) -> None:
    said = reference(service.app.openapi())

    for path in service.app.openapi()["paths"]:
        assert path in said
