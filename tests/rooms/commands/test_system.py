from app.rooms import commands as c
from app.rooms.commands import system
from tests.support.catalogue import defined_in


def test_the_system_asks_for_facts_about_time_and_connections_alone() -> None:
    """None of them moves the group: what ends an abandoned room moves nobody."""
    expected = {
        *(c.ReachMark, c.Arrive, c.Join, c.Lose, c.FailOpen, c.LoseLeaders, c.EndAbandoned),
        c.AdvanceClock,
    }

    assert expected == defined_in(system)
