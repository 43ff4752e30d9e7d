from app.contract import errors


def test_code_is_the_complaint_in_snake_case() -> None:
    found = {error.code: error for error in errors.ContractError.__subclasses__()}

    assert {
        "not_by_contract": errors.NotByContract,
        "unknown_version": errors.UnknownVersion,
        "too_many_places": errors.TooManyPlaces,
        "too_many_sockets": errors.TooManySockets,
        "not_seated": errors.NotSeated,
    } == found


def test_refusal_says_one_sentence() -> None:
    assert "No state of that version was sent." == errors.UnknownVersion().say
