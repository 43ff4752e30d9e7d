"""The leaders' glances: one tap each, between leaders, never stored."""

from enum import StrEnum


class LeaderSignal(StrEnum):
    """What a leader can tell another without a word."""

    TIME = "time"
    LOOK_AT_PRESENTER = "look_at_the_presenter"
    SOMEONE_WANTS_IN = "someone_wants_in"
    ADVICE = "advice_is_creeping_in"
    QUESTIONS = "questions"
    WHERE_IS_PATIENT = "where_is_the_patient"
    LET_SILENCE_BE = "let_the_silence_be"
    SAY_TOGETHER = "say_it_aloud_together"
    YOU_TAKE_IT = "you_take_it"
    NOT_YET = "not_yet"
    MOVE_ON = "move_on"
    YES = "yes"
