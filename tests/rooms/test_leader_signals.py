from app.rooms.leader_signals import LeaderSignal

GLANCES = {
    *("time", "look_at_the_presenter", "someone_wants_in", "advice_is_creeping_in", "questions"),
    *("where_is_the_patient", "let_the_silence_be", "say_it_aloud_together", "you_take_it"),
    *("not_yet", "move_on", "yes"),
}


def test_leaders_have_the_glances_of_the_design_and_no_other() -> None:
    assert GLANCES == {signal.value for signal in LeaderSignal}
