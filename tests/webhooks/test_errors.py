from app.webhooks import errors


def test_code_is_the_complaint_in_snake_case() -> None:
    found = {error.code: error for error in errors.WebhookError.__subclasses__()}

    assert {
        "address_refused": errors.AddressRefused,
        "too_many_endpoints": errors.TooManyEndpoints,
        "no_such_endpoint": errors.NoSuchEndpoint,
        "no_such_message": errors.NoSuchMessage,
    } == found


def test_refusal_says_one_sentence() -> None:
    assert "There is no such endpoint." == errors.NoSuchEndpoint().say
    assert "Another." == errors.NoSuchEndpoint("Another.").say
