"""The cases of `calling_out.py` can all be kept at once: by the rule that is written here.

Whoever builds webhooks moves the rule to where it is used, and these tests with it.
"""

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.hostile.calling_out import (
    BAD_URLS,
    GOOD_URLS,
    MAY_BE_CALLED,
    MAY_NOT_BE_CALLED,
    PRIVATE,
    PUBLIC,
    RESOLUTIONS,
)

MOST_CHARACTERS, MOST_OF_A_NAME = 2_048, 253
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"(?:{LABEL}\.)+(?!(?:localhost|local|internal)$)[a-z](?:[a-z0-9-]*[a-z0-9])?")
CHARACTERS = re.compile(r"[!$-;=?-\[\]_a-z~]+", re.IGNORECASE)
"""Printable ASCII but for blanks, quotes, <, >, \\, ^, `, {, |, }, and # with what follows it."""
HTTPS = 443
ALSO_SPECIAL = tuple(
    ipaddress.ip_network(one)
    for one in (
        "192.0.0.0/24", "192.88.99.0/24", "::/8", "64:ff9b::/96", "2001::/23", "2002::/16",
        "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
"""What Python calls global, or did in 3.11, although it leads elsewhere than it says."""


def may_call(text: str) -> bool:
    """Whether an address is one of anybody; a zone makes it one of this machine."""
    address = ipaddress.ip_address(text)
    if not address.is_global or address.is_multicast or "%" in text:
        return False
    return not any(address.version == net.version and address in net for net in ALSO_SPECIAL)


def may_be_asked(url: str) -> bool:
    """Whether a URL may be kept as an address to call; its name is resolved when it is called."""
    if len(url) > MOST_CHARACTERS or not CHARACTERS.fullmatch(url):
        return False
    try:
        found = urlsplit(url)
        port, host = found.port, found.hostname
    except ValueError:
        return False
    if found.scheme != "https" or not host or "@" in found.netloc or found.netloc.endswith(":"):
        return False
    if port not in (None, HTTPS) or len(host) > MOST_OF_A_NAME:
        return False
    try:
        return may_call(host)
    except ValueError:
        return bool(NAME.fullmatch(host))


def pinned(resolve: Callable[[], tuple[str, ...]]) -> str | None:
    """The address to connect to, None for none: resolved once, judged, and never resolved again."""
    found = resolve()
    return found[0] if found and all(map(may_call, found)) else None


@pytest.mark.parametrize("address", MAY_BE_CALLED)
def test_address_of_anybody_may_be_called(address: str) -> None:
    assert may_call(address)


@pytest.mark.parametrize("address", MAY_NOT_BE_CALLED)
def test_address_of_ours_or_of_nobody_may_not(address: str) -> None:
    assert not may_call(address)


@pytest.mark.parametrize("url", GOOD_URLS)
def test_plain_address_may_be_asked(url: str) -> None:
    assert may_be_asked(url)


@pytest.mark.parametrize("url", BAD_URLS)
def test_address_that_could_be_read_in_two_ways_may_not(url: str) -> None:
    assert not may_be_asked(url)


@pytest.mark.parametrize(("what", "found", "may"), RESOLUTIONS)
def test_name_may_be_called_only_if_each_of_its_addresses_may(
    what: str, found: tuple[str, ...], may: bool
) -> None:
    assert may is (pinned(lambda: found) is not None)


def test_name_that_changes_after_it_was_judged_is_called_where_it_was() -> None:
    answers = iter([(PUBLIC,), (PRIVATE,)])

    assert PUBLIC == pinned(lambda: next(answers))
    assert (PRIVATE,) == next(answers)
