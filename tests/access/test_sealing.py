from app.access.sealing import seal, unsealed

SECRET = "pbk_00000000000000000000_of-this-test-alone-00"
SAID = b'{"url": "link-f00d"}'


def sealed(chance: str = "1") -> bytes:
    return seal(SAID, secret=SECRET, chance=chance, row_id="row")


def test_what_was_sealed_is_read_with_the_same_secret() -> None:
    assert SAID == unsealed(sealed(), secret=SECRET, row_id="row")


def test_nobody_else_reads_it_and_nowhere_else() -> None:
    assert unsealed(sealed(), secret=f"{SECRET}1", row_id="row") is None
    assert unsealed(sealed(), secret=SECRET, row_id="other") is None
    assert unsealed(sealed()[:-1], secret=SECRET, row_id="row") is None


def test_seal_shows_nothing_and_is_never_the_same() -> None:
    assert b"f00d" not in sealed()
    assert sealed("1") != sealed("2")
