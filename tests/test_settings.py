"""Every setting in one place, with defaults that work and complaints that name the setting."""

from dataclasses import fields

import pytest

from app.rooms.state import CallKind
from app.settings import BOUNDS, BadSetting, Settings, load


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
        ("CONTRACT_CLASS", "canary"),
        ("CONTRACT_CLASS", "none"),
        ("PUBLIC_URL", "canary.example"),
        ("PUBLIC_URL", "https://canary.example/path"),
        ("PUBLIC_URL", "https://canary.example:notaport"),
        ("PUBLIC_URL", "https://canary.example:70000"),
        ("PUBLIC_URL", "https://canäry.example"),
        ("PUBLIC_URL", "https://[canary]"),
        ("PUBLIC_URL", "https://[1::2::3]"),
        ("ORIGINS", "canary.example"),
        ("ORIGINS", "https://there.example, canary.example"),
        ("ORIGINS", "https://*.canary.example"),
        ("EMBED_ORIGINS", "https://*.canary.example"),
        ("EMBED_ORIGINS", "https://there.example/canary"),
        ("TRUSTED_PROXIES", "canary"),
        ("TRUSTED_PROXIES", "192.0.2.1, canary"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "*"),
        ("BUS_URL", "canary"),
        ("BUS_URL", "redis://canary"),
        ("BUS_URL", "nats://"),
        ("BUS_URL", "nats://can ary"),
        ("BUS_URL", "nats://there:70000"),
        ("BUS_URL", "nats://[1::2::3]"),
        ("BUS_URL", "nats://there/canary"),
        ("BUS_URL", "nats://there?canary"),
        ("BUS_URL", "nats://user:can@ary@there"),
        ("BUS_URL", "nats://there,,nats://canary"),
        ("DATABASE_URL", "canary://here"),
        ("DATABASE_URL", "sqlite:///canary.db?mode=ro"),
        *((name.upper(), str(most + 1)) for name, (_, most) in BOUNDS.items()),
        *((name.upper(), str(least - 1)) for name, (least, _) in BOUNDS.items() if least),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_its_value_is_not_said(
    name: str, value: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        load({name: value})
    assert name in str(refused.value)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["sqlite:///", "sqlite:///:memory:", "sqlite:///%3Amemory:", "sqlite:///?canary=1"]
)
def test_a_database_that_would_be_lost_at_a_stop_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL names a file"):
        load({"DATABASE_URL": url})


@pytest.mark.parametrize("proxies", ["192.0.2.1", "10.0.0.0/8, 2001:db8::1", "2001:db8::/32"])
def test_proxies_are_named_by_address_or_by_network(proxies: str) -> None:
    assert tuple(proxies.split(", ")) == load({"TRUSTED_PROXIES": proxies}).trusted_proxies


@pytest.mark.parametrize(
    ("typed", "sent_by_browsers"),
    [
        ("https://Balint.example.org:443", "https://balint.example.org"),
        ("HTTP://balint.example:80/", "http://balint.example"),
        ("http://balint.example:443", "http://balint.example:443"),
        ("https://balint.example:08443", "https://balint.example:8443"),
        ("https://[2001:DB8:0::1]:443", "https://[2001:db8::1]"),
    ],
)
def test_an_address_is_allowed_in_the_form_in_which_browsers_send_it(
    typed: str, sent_by_browsers: str
) -> None:
    assert {sent_by_browsers} == load({"PUBLIC_URL": typed}).allowed_origins
    assert sent_by_browsers in load({"ORIGINS": typed}).allowed_origins


def test_a_local_start_on_the_usual_port_allows_what_browsers_send_from_there() -> None:
    settings = load({"PORT": "80"})
    assert settings.allowed_origins == {"http://localhost", "http://127.0.0.1"}


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
    assert load({"HOST": "192.0.2.7", "PORT": "81"}).base_url == "http://192.0.2.7:81"
    assert load({"HOST": "2001:db8::1", "PORT": "80"}).base_url == "http://[2001:db8::1]"
    assert not load({"HOST": "192.0.2.7"}).is_loopback
    assert not load({"HOST": "somewhere"}).is_loopback


def test_every_address_of_this_machine_alone_is_loopback_and_reached_by_its_number() -> None:
    other = load({"HOST": "127.0.0.2", "PORT": "8001"})

    assert other.is_loopback
    assert other.base_url == "http://127.0.0.2:8001"
    assert "http://127.0.0.2:8001" in other.allowed_origins


def test_webhooks_call_this_machine_only_where_nobody_else_comes_or_where_it_was_allowed() -> None:
    proxied = {"PUBLIC_URL": "https://circle.example.com"}

    assert load({}).has_local_webhooks
    assert not load(proxied).has_local_webhooks
    assert not load({"HOST": "0.0.0.0"}).has_local_webhooks
    assert load(proxied | {"LOCAL_WEBHOOKS": "true"}).has_local_webhooks


def test_only_sqlite_is_one_file() -> None:
    assert load({"DATABASE_URL": "sqlite:///a/b.db"}).is_sqlite
    assert not load({"DATABASE_URL": "postgresql://u:p@h/n"}).is_sqlite


def test_every_setting_says_what_it_is() -> None:
    assert all(one.metadata["about"] for one in fields(Settings))


@pytest.mark.parametrize(
    "url",
    ["nats://there", "tls://us%40er:p%3Aw@there.example:4333/", "nats://a, nats://token@[::1]:1"],
)
def test_bus_is_named_by_its_servers(url: str) -> None:
    given = {"BUS_URL": url, "DATABASE_URL": "postgresql://there/name"}

    assert url == load(given).bus_url


def test_bus_beside_a_file_is_refused_because_there_is_nobody_to_speak_to() -> None:
    with pytest.raises(BadSetting, match=r"BUS_URL is for nodes .* one server"):
        load({"BUS_URL": "nats://there"})


SECRETS = {"JANUS_SECRET": "sixteen-of-them-", "JANUS_ROOM_KEY": "another-sixteen-"}


def test_a_call_has_an_address_and_two_secrets() -> None:
    assert not load({}).has_call
    assert load({"JANUS_URL": "ws://127.0.0.1:8188", **SECRETS}).has_call


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JANUS_URL", "http://canary"),
        ("JANUS_SECRET", "canary"),
        ("JANUS_ROOM_KEY", "canary"),
        ("ICE_SERVERS", "http://canary.example"),
        ("ICE_SERVERS", "stun:canary:canary@stun.example"),
        ("TURN_SECRET", "canary that goes with nothing"),
    ],
)
def test_half_a_call_is_refused_without_echo(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load({"JANUS_URL": "ws://127.0.0.1:8188", **SECRETS, name: value})
    assert name in str(refused.value)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("found", ["enforced", "guarded", "requested"])
def test_makers_of_calls_are_believed_for_no_more_than_they_were_tested_to_hold(found: str) -> None:
    assert found == load({"CONTRACT_CLASS": found}).proven
    assert load({}).proven is None


LIVEKIT = {
    "LIVEKIT_URL": "wss://call.example",
    "LIVEKIT_KEY": "APIkey",
    "LIVEKIT_SECRET": "thirty-two-characters-of-a-secret",
}


def test_livekit_has_an_address_a_key_and_a_secret() -> None:
    assert not load({}).has_livekit
    assert load(LIVEKIT).has_livekit


def test_livekit_is_nobody_s_call_who_has_not_asked_for_it() -> None:
    assert CallKind.BESIDE is load(LIVEKIT).usual_call


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIVEKIT_URL", "https://canary"),
        ("LIVEKIT_KEY", ""),
        ("LIVEKIT_SECRET", "canary"),
        ("LIVEKIT_SECRET", "canary" * 5),
    ],
)
def test_half_a_livekit_is_refused_without_echo(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load({**LIVEKIT, name: value})
    assert name in str(refused.value)
    assert "canary" not in str(refused.value)


RELAY = {"ICE_SERVERS": "stun:stun.example,turn:turn.example:3478"}


def test_a_relay_that_makes_no_names_goes_with_the_secret_of_ours() -> None:
    assert load({**RELAY, "TURN_SECRET": "sixteen letters!"}).turn_secret == "sixteen letters!"
    for secret in ("", "canary"):
        with pytest.raises(BadSetting, match="TURN_SECRET") as refused:
            load({**RELAY, "TURN_SECRET": secret})
        assert "canary" not in str(refused.value)
