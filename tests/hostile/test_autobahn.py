"""Autobahn's cases over real sockets: frames, pings, reserved bits, opcodes, parts, UTF-8, endings.

`tests/hostile/autobahn.py` runs the original.
"""

import logging

import pytest

from tests.hostile.autobahn_cases import CASES, Case
from tests.hostile.echo import Patient, echo
from tests.web.serving.edge import edge, until
from tests.web.serving.raw_peer import CLOSE, RawPeer, peer


@pytest.mark.parametrize("number", CASES)
async def test_socket_edge_answers_as_the_suite_wants(
    number: str, caplog: pytest.LogCaptureFixture
) -> None:
    case = CASES[number]
    async with edge(echo, ws=Patient) as here:
        async with peer(here.address) as client:
            await client.upgrade()
            caplog.set_level(logging.INFO)
            back = await answers(client, case)
        await until(lambda: here.is_empty)
        lines = list(caplog.messages)

    *before, (opcode, last) = back
    assert list(case.back) == before
    assert (CLOSE, case.code) == (opcode, int.from_bytes(last[:2], "big"))
    assert not lines


async def answers(client: RawPeer, case: Case) -> list[tuple[int, bytes]]:
    """Everything until the close frame, which the server's end of the connection must follow."""
    step = case.at_a_time or len(case.sent)
    for at in range(0, len(case.sent), step):
        await client.send(case.sent[at : at + step])
    found = [await client.frame()]
    while found[-1][0] != CLOSE:
        found.append(await client.frame())
    assert b"" == await client.rest()
    return found


def test_cases_are_those_of_the_suite() -> None:
    """Its groups 1 to 7 and 10, of which it runs 247."""
    assert 247 == len(CASES)
