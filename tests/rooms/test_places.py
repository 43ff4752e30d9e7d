"""What leaders are told of places that are nobody's."""

from app.rooms.counted import Parts
from app.rooms.fields import PlaceId
from app.rooms.places import Strangers, Unmatched, Via, label_of, shown, strangers_of
from tests.support.clock import NOON
from tests.support.scenario import CLEO

PLACE, OTHER, THIRD = (PlaceId(digit * 32) for digit in "abc")
TOLD: Parts = {
    "unmatched": [
        (("unmatched", OTHER), (NOON, "Tom", "", "telephone")),
        (("unmatched", PLACE), (NOON, "Anna", CLEO, "carrier pigeon")),
        (("unmatched", THIRD), (NOON, "Anna", "", "web")),
    ],
    "unmatched_more": [(("unmatched_more",), (NOON, 3))],
    "tested": [(("tested",), (NOON, "media-tested"))],
}


def test_what_somebody_calls_themselves_is_not_in_what_a_log_would_print() -> None:
    assert "Anna" not in repr(Unmatched("Anna", CLEO))


def test_places_are_read_in_one_order_at_every_node_and_a_new_way_is_unknown() -> None:
    expected = {
        PLACE: Unmatched("Anna", CLEO),
        THIRD: Unmatched("Anna", via=Via.WEB),
        OTHER: Unmatched("Tom", via=Via.TELEPHONE),
    }

    found = strangers_of(TOLD)

    assert Strangers(expected, 3) == found
    assert list(expected) == list(found.places)


def test_leaders_read_each_place_by_its_name_and_claim() -> None:
    assert {"place": PLACE, "name": "Anna", "claims": CLEO, "via": "unknown"} == shown(
        strangers_of(TOLD)
    )[0]


def test_label_of_a_newer_node_is_none_here() -> None:
    assert "media-tested" == label_of(TOLD)
    assert "" == label_of({"tested": [(("tested",), (NOON, "blessed"))]})
    assert "" == label_of({})
