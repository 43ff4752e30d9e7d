from benchmarks.figures import Spread
from benchmarks.report import OURS, comparison, killed, number
from benchmarks.terminal import text
from tests.benchmarks.results import result, row


def test_losing_rows_are_shown_like_the_others() -> None:
    rows = {row[0]: row[1] for row in comparison(result(ruler=2.0, deliveries_per_second=1.0))}

    assert "1, 0.50x (0.50–0.50)" == rows["**Pushback**, a signal"]
    assert "2 (2–2)" == rows["plain FastAPI + uvicorn (the ruler)"]


def test_figure_that_nobody_has_is_a_dash() -> None:
    assert {"–"} == set(comparison(result())[1][1:])


def test_number_is_as_long_as_it_must_be() -> None:
    assert ["–", "0.12", "12.3", "1,235", "3"] == [
        number(value) for value in (float("nan"), 0.123, 12.34, 1234.6, 3.0)
    ]


def test_packages_that_are_missing_are_not_named() -> None:
    assert "uvloop" not in text(result())


def test_versions_of_all_that_was_measured_are_told_and_the_commit() -> None:
    found = result() | {"commit": "0123456789ab+"}
    found["machine"] |= {"peers": {"ws": "8.23.0", "nginx": None}}

    assert "and ws 8.23.0, nginx of unknown version\n" in text(found)
    assert "commit 0123456789ab+," in text(found)
    assert "commit unknown," in text(found | {"commit": ""})


def test_results_from_before_versions_were_kept_say_that_they_were_not() -> None:
    assert "versions not recorded" in text(result())
    assert "commit not recorded" in text(result())


def test_it_is_told_how_long_silence_was_listened_to() -> None:
    assert "silence listened to for 20 s" in text(result(seconds=20.1))
    assert "silence listened to for a time that was not kept" in text(result())


def test_spread_of_the_runs_stands_beside_what_was_reached() -> None:
    found = result(ruler=2.0, kib_each=4.0)
    found["servers"][OURS]["idle"] = {"kib_each": Spread((4.0, 3.0, 6.0)).as_json()}
    rows = {row[0]: row for row in comparison(found)}

    assert "4 KiB, 2x (1.50–3)" in rows["**Pushback**, a signal"]
    assert "2 KiB (2–2)" in rows["plain FastAPI + uvicorn (the ruler)"]


def test_death_of_a_node_is_told_where_it_was_measured() -> None:
    died = row(clients=1_200.0, cut=400.0, all_back_s=2.5)

    assert ("1,200", "400", "–", "2.50 [2.50 to 2.50]") == killed({"killed": died})[1][:4]
    assert "not measured" == killed({})[1][0]
