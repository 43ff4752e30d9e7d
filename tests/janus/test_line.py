"""One line to Janus: each request has its answer in time, or the line says that it has none."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.calls.ports import CallUnavailable
from app.janus.answers import MOST_BYTES, JanusRefused, Said
from app.janus.line import Line, Patience, dialled
from tests.janus.calls import QUICK
from tests.janus.fake_janus import FakeJanus, fake_janus
from tests.support.janus import SECRET

Deed = Callable[[Line], Awaitable[None]]


def nobody(said: Said) -> None:
    """For a handle whose events nobody wants."""


async def used(fake: FakeJanus, deed: Deed, patience: Patience = Patience()) -> None:
    """Use a line for this, and then until it ends."""
    async with asyncio.timeout(5), dialled(fake.url, SECRET, patience) as line:
        await deed(line)
        await asyncio.get_running_loop().create_future()


async def test_a_request_brings_session_secret_and_handle_and_gets_its_own_answer() -> None:
    async with fake_janus() as fake, dialled(fake.url, SECRET) as line:
        handle = await line.attach(nobody)
        answers = await asyncio.gather(
            *(line.ask("message", handle=handle, body={"request": "edit"}) for _ in range(20))
        )
    assert {one.data["videoroom"] for one in answers} == {"success"}
    name, asked = fake.asked[-1]
    assert (name, asked["apisecret"], asked["handle_id"]) == ("edit", SECRET, handle)
    assert asked["session_id"]


async def test_an_event_goes_to_its_handle_and_to_no_other() -> None:
    heard: list[Said] = []
    came = asyncio.Event()

    def hear(said: Said) -> None:
        heard.append(said)
        came.set()

    async with fake_janus() as fake, dialled(fake.url, SECRET) as line:
        one, other = await line.attach(hear), await line.attach(nobody)
        await fake.tells(other, "webrtcup")
        await fake.tells(one, "hangup")
        await asyncio.wait_for(came.wait(), 5)
    assert [said.kind for said in heard] == ["hangup"]


async def test_a_handle_that_was_given_back_hears_nothing_more() -> None:
    heard: list[Said] = []
    async with fake_janus() as fake, dialled(fake.url, SECRET) as line:
        handle = await line.attach(heard.append)
        connection = fake._lines[handle]
        await line.detach(handle)
        fake._lines[handle] = connection
        await fake.tells(handle, "webrtcup")
        await line.ask("keepalive")
    assert heard == []


async def test_a_refusal_is_a_number() -> None:
    async with fake_janus() as fake, dialled(fake.url, SECRET) as line:
        handle = await line.attach(nobody)
        fake.refuses["edit"] = 433
        with pytest.raises(JanusRefused) as refused:
            await line.ask("message", handle=handle, body={"request": "edit"})
    assert refused.value.number == 433


async def test_a_wrong_secret_is_a_call_that_refuses() -> None:
    async with fake_janus() as fake:
        with pytest.raises(CallUnavailable) as refused:
            async with dialled(fake.url, "canary"):
                pass
    assert refused.value.why == "refused"


async def test_nobody_there_is_a_call_out_of_reach() -> None:
    with pytest.raises(CallUnavailable) as away:
        async with dialled("ws://127.0.0.1:9", SECRET):
            pass
    assert away.value.why == "unreachable"


async def test_a_request_that_is_not_answered_ends_in_time() -> None:
    async with fake_janus() as fake, dialled(fake.url, SECRET, QUICK) as line:
        handle = await line.attach(nobody)
        fake.silent.add("edit")
        with pytest.raises(CallUnavailable) as late:
            await line.ask("message", handle=handle, body={"request": "edit"})
        assert late.value.why == "lost"


async def test_an_answer_that_comes_too_late_is_nobodys() -> None:
    heard: list[Said] = []
    async with fake_janus() as fake, dialled(fake.url, SECRET) as line:
        handle = await line.attach(heard.append)
        late = f'{{"janus":"event","sender":{handle},"transaction":"t999"}}'
        await fake.says(late)
        await line.ask("keepalive")
    assert heard == []


@pytest.mark.parametrize(
    "text",
    ["canary", "[]", '{"janus":"timeout","session_id":1}', '{"janus":"' + "x" * MOST_BYTES + '"}'],
    ids=["nonsense", "another protocol", "session over", "huge"],
)
async def test_what_cannot_be_trusted_ends_the_line(text: str) -> None:
    async with fake_janus() as fake:
        with pytest.raises(CallUnavailable) as lost:
            await used(fake, lambda _: fake.says(text))
    assert lost.value.why == "lost"


async def test_who_waits_when_the_line_ends_is_told() -> None:
    asking: list[asyncio.Task[int]] = []

    async def ask_and_be_hung_up(line: Line) -> None:
        asking.append(asyncio.create_task(line.attach(nobody)))
        await asyncio.sleep(0)
        await fake.hang_up()

    async with fake_janus() as fake:
        fake.silent.add("attach")
        with pytest.raises(CallUnavailable):
            await used(fake, ask_and_be_hung_up)
    await asyncio.wait(asking)
    assert isinstance(asking[0].exception(), CallUnavailable)


async def test_a_janus_that_stands_still_ends_the_line() -> None:
    async def nothing(line: Line) -> None:
        fake.silent.add("keepalive")

    async with fake_janus() as fake:
        with pytest.raises(CallUnavailable):
            await used(fake, nothing, QUICK)


async def test_a_line_that_is_left_is_closed() -> None:
    async with fake_janus() as fake:
        async with dialled(fake.url, SECRET) as line:
            pass
        with pytest.raises(CallUnavailable):
            await line.ask("keepalive")


async def test_to_be_cancelled_as_the_line_breaks_is_to_be_cancelled() -> None:
    """Or a node that stops would wait for its line for ever."""

    async def be_cancelled_with_it(line: Line) -> None:
        def cancel(asked: asyncio.Task[int]) -> None:
            assert asked.exception() is not None
            using.cancel()

        asyncio.create_task(line.attach(nobody)).add_done_callback(cancel)
        await asyncio.sleep(0)
        await fake.hang_up()

    async with fake_janus() as fake:
        fake.silent.add("attach")
        using = asyncio.create_task(used(fake, be_cancelled_with_it))
        await asyncio.wait([using])
    assert using.cancelled()
