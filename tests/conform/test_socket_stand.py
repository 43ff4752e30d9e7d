"""A stand on its socket: states are written there, and what has to be refused is posted."""

import pytest

from app.conform.http_stand import HttpStand
from app.conform.socket_stand import SocketStand
from app.conform.sockets import Sockets
from app.conform.stand import USUAL, NotPlayable, Posting, Seal
from app.conform.told import Told
from app.conform.verdict import Shown
from app.phases.units import MINUTE, Millis
from tests.conform.stands import CALL, HOOK, SECRET, at, played
from tests.conform.test_http_stand import FLOOR
from tests.simulation.loop import VirtualLoop
from tests.support.stand.faults import FAULTS, Fault
from tests.support.stand.stand import Guarded, Stand

BY_POST = {"foreign_signature_refused", "old_signature_refused", "clocks_may_differ"}
"""Of signatures, which a socket has none of."""
TRIED = [fault for fault in FAULTS if not fault.noticed & BY_POST][::2]
"""Half of them: each scenario is the same in both ways."""


@pytest.mark.parametrize(("kind", "holds"), [(Stand, "enforced"), (Guarded, "guarded")])
def test_stand_that_keeps_the_contract_may_claim_the_same_by_a_socket(
    kind: type[Stand], holds: str
) -> None:
    found = played(kind, is_by_socket=True)

    assert not [one for one in found.results if one.shown is not Shown.PASSED]
    assert holds == found.verdict.may_claim.value


@pytest.mark.parametrize("fault", TRIED, ids=lambda fault: fault.kind.__name__)
def test_fault_is_noticed_by_a_socket_as_it_is_by_posts(fault: Fault) -> None:
    found = played(fault.kind, is_by_socket=True)

    failed = {one.scenario.name for one in found.results if one.shown is Shown.FAILED}
    assert fault.noticed == failed
    assert fault.is_lie is found.verdict.is_lying
    assert fault.leaves == found.verdict.may_claim.value


async def test_what_has_to_be_refused_is_posted_and_all_else_is_written() -> None:
    async with at(Stand, is_by_socket=True) as one:
        for posting in (Posting(seal=Seal.FOREIGN), Posting(skew=Millis(6 * MINUTE))):
            assert (401,) == await one.stand.send(FLOOR, posting)
        assert (202, 202) == await one.stand.send(FLOOR, Posting(copies=2))


def test_stand_without_a_socket_is_not_there_and_is_told_nothing() -> None:
    async def run() -> list[str]:
        async with at(Stand) as one:
            assert isinstance(one.stand, HttpStand)
            stand = SocketStand(
                HOOK, SECRET, CALL, told=Told(), pace=one.pace, clock=one.clock, ids=one.ids,
                transport=one.stand._http._transport, sockets=Sockets(),
            )  # fmt: skip
            said = []
            for asked in (stand.there(), stand.send(FLOOR, USUAL)):
                with pytest.raises(NotPlayable) as lacking:
                    await asked
                said.append(str(lacking.value))
            return said

    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    assert all("no socket open" in one for one in loop.run_until_complete(run()))
