"""What a scenario notices: that something is not so, or is so only in a weaker way."""

from dataclasses import dataclass

from app.calls.capabilities import Strength


class NotSo(Exception):
    """Something that must be so is not; `allows` None is as the scenario says."""

    def __init__(
        self, sentence: str, allows: Strength | None = None, *, is_lie: bool = False
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.allows = allows
        self.is_lie = is_lie


@dataclass(frozen=True, slots=True)
class Weaker:
    """It is so, and allows no more than this."""

    allows: Strength
    sentence: str
