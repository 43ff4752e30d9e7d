import asyncio
import itertools
import time

from benchmarks.ticker import Ticker


async def test_every_instant_comes_in_order_and_none_too_early() -> None:
    came: list[tuple[int, float, float]] = []

    def due(nth: int, scheduled: float) -> None:
        came.append((nth, scheduled, time.perf_counter()))

    ticker = Ticker(asyncio.get_running_loop(), 2_000, 40, due)
    await ticker.done

    assert list(range(40)) == [nth for nth, *_ in came]
    assert all(scheduled <= now for _, scheduled, now in came)
    steps = {round(b[1] - a[1], 9) for a, b in itertools.pairwise(came)}
    assert {0.0005} == steps


async def test_stall_moves_no_instant_of_the_schedule() -> None:
    came: list[float] = []

    def due(nth: int, scheduled: float) -> None:
        came.append(scheduled)
        if nth == 0:
            time.sleep(0.02)

    ticker = Ticker(asyncio.get_running_loop(), 1_000, 10, due)
    await ticker.done

    assert [round(ticker.began + n / 1_000, 6) for n in range(10)] == [round(t, 6) for t in came]
