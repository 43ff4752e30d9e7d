"""Keys from the command line: shown once, listed without their secret, revoked."""

from tests.cli.conftest import Pushback


def test_a_key_is_shown_when_it_is_made_and_never_again(pushback: Pushback) -> None:
    key = pushback("keys", "create", "training", "--operator").stdout.strip()
    listed = pushback("keys", "list").stdout
    assert key.startswith("pbk_")
    assert "training" in listed
    assert key not in listed
    assert key.split("_")[1] in listed


def test_a_key_can_be_revoked_by_its_id(pushback: Pushback) -> None:
    key = pushback("keys", "create", "training", "--operator").stdout.strip()
    assert pushback("keys", "revoke", key.split("_")[1]).exit_code == 0
    assert "revoked" in pushback("keys", "list").stdout


def test_revoking_a_key_that_is_not_there_says_so(pushback: Pushback) -> None:
    pushback("migrate")
    found = pushback("keys", "revoke", "a" * 20)
    assert found.exit_code == 1
    assert found.stderr.startswith("pushback:")


def test_a_key_without_any_scope_is_refused_with_what_it_needs(pushback: Pushback) -> None:
    found = pushback("keys", "create", "training")
    assert found.exit_code == 1
    assert "scope" in found.stderr


def test_a_key_for_a_room_may_read_or_lead_it(pushback: Pushback) -> None:
    assert pushback("keys", "create", "board", "--lead", "r1").exit_code == 0
    assert "room:lead" in pushback("keys", "list").stdout


def test_a_key_cannot_lead_one_room_and_only_read_another(pushback: Pushback) -> None:
    found = pushback("keys", "create", "board", "--lead", "r1", "--read", "r2")
    assert found.exit_code == 1
    assert "two keys" in found.stderr
