"""Every setting in one place, with defaults that work and complaints that name the setting."""

from dataclasses import fields

import pytest

from app.settings import AT_LEAST_ONE, BadSetting, Settings, load


def test_without_an_environment_a_server_is_local_and_needs_nothing() -> None:
    settings = load({})
    assert settings == Settings()
    assert settings.is_loopback
    assert settings.is_sqlite
    assert settings.base_url == "http://localhost:8000"


def test_a_setting_is_the_environment_variable_of_its_name_in_capitals() -> None:
    settings = load({"PORT": "9000", "LOG_JSON": "yes", "ORIGINS": "http://a, http://b,"})
    assert (settings.port, settings.log_json) == (9000, True)
    assert settings.origins == ("http://a", "http://b")


def test_what_is_given_on_the_command_line_comes_first() -> None:
    assert load({"PORT": "9000"}, port=9001, host=None).port == 9001


def test_an_empty_variable_is_as_if_it_were_not_there() -> None:
    assert load({"PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "canary"),
        ("PORT", "70000"),
        ("LOG_JSON", "canary"),
        ("LOG_LEVEL", "canary"),
        ("PUBLIC_URL", "canary.example"),
        ("PUBLIC_URL", "https://canary.example/path"),
        ("DATABASE_URL", "canary://here"),
        *((name.upper(), "0") for name in AT_LEAST_ONE),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_its_value_is_not_said(
    name: str, value: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        load({name: value})
    assert name in str(refused.value)
    assert "canary" not in str(refused.value)


def test_links_and_origins_follow_the_public_address() -> None:
    settings = load({"PUBLIC_URL": "https://balint.example/", "HOST": "0.0.0.0"})
    assert settings.base_url == "https://balint.example"
    assert settings.allowed_origins == {"https://balint.example"}


def test_a_local_start_allows_both_names_of_this_machine_and_what_was_added() -> None:
    settings = load({"PORT": "8001", "ORIGINS": "http://there.example"})
    assert settings.allowed_origins == {
        "http://localhost:8001", "http://127.0.0.1:8001", "http://there.example",
    }  # fmt: skip


def test_an_address_beyond_this_machine_is_no_loopback_and_is_written_as_people_type_it() -> None:
    assert load({"HOST": "192.0.2.7", "PORT": "80"}).base_url == "http://192.0.2.7:80"
    assert load({"HOST": "2001:db8::1", "PORT": "80"}).base_url == "http://[2001:db8::1]:80"
    assert not load({"HOST": "192.0.2.7"}).is_loopback


def test_only_sqlite_has_a_file() -> None:
    assert str(load({"DATABASE_URL": "sqlite:///a/b.db"}).sqlite_path) == "a/b.db"
    assert load({"DATABASE_URL": "postgresql://u:p@h/n"}).sqlite_path is None


def test_every_setting_says_what_it_is() -> None:
    assert all(one.metadata["about"] for one in fields(Settings))
