from benchmarks.__main__ import spreads
from benchmarks.scenarios import AGAIN


def test_what_was_run_again_counts_as_a_run_of_its_own() -> None:
    found = spreads([{"idle": {"kib_each": 1.0}, f"idle{AGAIN}": {"kib_each": 4.0}}, {}])

    assert {"idle": [1.0, 4.0]} == {name: one["kib_each"]["runs"] for name, one in found.items()}


def test_figure_that_a_run_lacks_is_that_of_the_others() -> None:
    found = spreads([{"storm": {"p50_s": 1.0}}, {"storm": {"p50_s": 2.0, "p95_s": 3.0}}])

    assert [1.5, 3.0] == [found["storm"][name]["median"] for name in ("p50_s", "p95_s")]
