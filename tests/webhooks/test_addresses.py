"""Every case of `tests/hostile/calling_out.py`, against the rule that webhooks keep to."""

import pytest

from app.webhooks.addresses import Reach, is_anybodys, leads_here, leads_to_anybody
from tests.hostile.calling_out import (
    BAD_URLS,
    GOOD_URLS,
    MAY_BE_CALLED,
    MAY_NOT_BE_CALLED,
    OWN_URLS,
    PRIVATE,
    PUBLIC,
    RESOLUTIONS,
)

URL = "https://hooks.example.com/pushback"
ANYBODY, OWN_TOO = Reach(has_own_machine=False), Reach(has_own_machine=True)


@pytest.mark.parametrize("address", MAY_BE_CALLED)
def test_address_of_anybody_may_be_called(address: str) -> None:
    assert is_anybodys(address)


@pytest.mark.parametrize("address", MAY_NOT_BE_CALLED)
def test_address_of_ours_or_of_nobody_may_not(address: str) -> None:
    assert not is_anybodys(address)


@pytest.mark.parametrize("url", GOOD_URLS)
def test_plain_address_may_be_asked(url: str) -> None:
    assert leads_to_anybody(url)
    assert ANYBODY.allows(url)


@pytest.mark.parametrize("url", BAD_URLS)
def test_address_that_could_be_read_in_two_ways_may_not(url: str) -> None:
    assert not leads_to_anybody(url)
    assert not ANYBODY.allows(url)


@pytest.mark.parametrize(("what", "found", "may"), RESOLUTIONS)
def test_name_may_be_called_only_if_each_of_its_addresses_may(
    what: str, found: tuple[str, ...], may: bool
) -> None:
    assert (found if may else ()) == ANYBODY.pinned(URL, found)
    assert (found if may else ()) == OWN_TOO.pinned(URL, found)


@pytest.mark.parametrize("url", OWN_URLS)
def test_own_machine_may_be_called_only_where_that_was_allowed(url: str) -> None:
    assert leads_here(url)
    assert OWN_TOO.allows(url)
    assert not ANYBODY.allows(url)
    assert () == ANYBODY.pinned(url, ["127.0.0.1"])
    assert ("::1", "127.0.0.1") == OWN_TOO.pinned(url, ["::1", "127.0.0.1", "127.0.0.1"])


@pytest.mark.parametrize("found", [PRIVATE, PUBLIC, "169.254.169.254", "0.0.0.0"])
def test_own_machine_by_its_name_is_loopback_and_nothing_else(found: str) -> None:
    assert () == OWN_TOO.pinned("http://localhost:8080/hook", ["127.0.0.1", found])


NOT_EVEN_THERE = [
    url
    for url in BAD_URLS
    if url not in OWN_URLS
    and url not in ("https://127.0.0.1/", "https://[::1]/", "https://localhost/")
]


@pytest.mark.parametrize("url", NOT_EVEN_THERE)
def test_reach_to_the_own_machine_opens_nothing_else(url: str) -> None:
    assert not OWN_TOO.allows(url)
