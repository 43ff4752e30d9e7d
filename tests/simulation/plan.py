"""What happens in one schedule, as its seed and number say: who presses when, and what breaks.

A token names a schedule: `s1.SEED.NUMBER`, and behind another dot, as a number in hexadecimal,
which of its deeds are left where some were taken out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tests.simulation.stages import CAST, PRESENTER
from tests.simulation.store import WEATHERS

VERSION = "s1"
PEOPLE = tuple(str(who) for who in CAST)
PRESSERS = ("anna", "anna", "anna", "ben", "ben", "paula", "mark", "otto")


class NoToken(ValueError):
    """This is no token of this simulation."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that happens at second `at`: `what` to `who`, for so long, in this way."""

    at: float
    what: str
    who: str = ""
    lasts: float = 0.0
    way: str = ""
    pick: int = 0

    def __str__(self) -> str:
        said = [f"{self.at:7.3f} s  {self.what}", self.who, self.way]
        said += [f"for {self.lasts:.2f} s"] if self.lasts else []
        return " ".join(word for word in said if word)


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule. `slowest` is the longest trip of a frame, in seconds."""

    seed: int
    number: int
    recipe: str
    stage: str
    nodes: int
    seconds: float
    slowest: float
    deeds: tuple[Deed, ...]
    kept: int | None = None

    @property
    def token(self) -> str:
        """How to have it again."""
        whole = f"{VERSION}.{self.seed}.{self.number}"
        return whole if self.kept is None else f"{whole}.{self.kept:x}"

    def chance(self, *about: object) -> Random:
        """What is drawn for this, whatever else is drawn."""
        return Random(f"{self.seed} {self.number} {about}")

    def keeping(self, kept: int) -> "Plan":
        """With those of its deeds whose bit is set."""
        deeds = tuple(
            deed for n, deed in enumerate(planned(self.seed, self.number).deeds) if kept >> n & 1
        )
        return replace(self, deeds=deeds, kept=kept)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A kind of schedule: `weight` in the sum of all are of it. Up to `most_faults` are drawn."""

    about: str
    weight: int
    stages: tuple[str, ...]
    seconds: float
    presses: int
    faults: tuple[str, ...]
    most_faults: int = 4


NODES = ("kill", "pause", "store", "bus")
LINES = ("cut", "hold", "black", "device")
RECIPES: dict[str, Recipe] = {
    "moves": Recipe(
        "everybody presses, while nodes, lines, the bus and the ways to the store break",
        6, ("gathering", "clarifying", "sitting_back"), 3.0, 12, NODES + LINES, 5,
    ),
    "marks": Recipe(
        "bands and zero fall due, while nodes break",
        3, ("presenting", "clarifying"), 4.0, 5, (*NODES, "cut"), 3,
    ),
    "storm": Recipe(
        "the bus loses, doubles and reorders, and the store hardly answers",
        4, ("clarifying", "sitting_back"), 2.5, 10, ("wind", "store", "hold", "cut"),
    ),
    "slow": Recipe(
        "pages read nothing for a while",
        2, ("gathering", "clarifying", "sitting_back"), 3.0, 14, ("hold",), 5,
    ),
    "calm": Recipe(
        "nothing breaks, and presses are sent twice",
        2, ("gathering", "presenting", "clarifying", "sitting_back"), 2.0, 12, ("twice",),
    ),
    "own_way": Recipe(
        "the presenter comes back by herself, while the store is away or hardly answers",
        1, ("sitting_back",), 3.5, 2, ("bus", "cut"), 1,
    ),
    "unled": Recipe(
        "both leaders are gone for 20 s, and half the time the store with them",
        1, ("sitting_back",), 21.0, 3, ("kill", "store", "bus", "pause"), 1,
    ),
}  # fmt: skip


def planned(seed: int, number: int) -> Plan:
    """The schedule of that number under that seed."""
    chance = Random(f"{seed}/{number}")
    names = list(RECIPES)
    name = chance.choices(names, [RECIPES[one].weight for one in names])[0]
    recipe = RECIPES[name]
    nodes = chance.choice((2, 2, 3))
    deeds = [_press(chance, recipe.seconds) for _ in range(chance.randint(2, recipe.presses))]
    for _ in range(chance.randint(0, recipe.most_faults)):
        what = chance.choice(recipe.faults)
        deeds += FAULTS[what](chance, recipe.seconds, nodes)
    deeds += ALWAYS[name](chance) if name in ALWAYS else []
    deeds.sort(key=lambda deed: deed.at)
    return Plan(
        seed, number, name, chance.choice(recipe.stages), nodes, recipe.seconds,
        chance.choice((0.003, 0.02, 0.02, 0.15)), tuple(deeds),
    )  # fmt: skip


def read(token: str) -> Plan:
    """The schedule that a token names; raises `NoToken`."""
    parts = token.strip().split(".")
    try:
        if parts[0] != VERSION or len(parts) not in (3, 4):
            raise NoToken(token)
        plan = planned(int(parts[1]), int(parts[2]))
        return plan.keeping(int(parts[3], 16)) if len(parts) == 4 else plan
    except ValueError:
        raise NoToken(token) from None


# Deeds -----------------------------------------------------------------------------------------

FIRST = 0.4
"""Seconds until everybody may have come in."""


def _at(chance: Random, seconds: float) -> float:
    return round(chance.uniform(FIRST, seconds), 4)


def _press(chance: Random, seconds: float) -> Deed:
    what = "twice" if chance.random() < 0.15 else "press"
    return Deed(_at(chance, seconds), what, chance.choice(PRESSERS), pick=chance.getrandbits(16))


def _node(what: str, longest: float) -> "Draw":
    def draw(chance: Random, seconds: float, nodes: int) -> list[Deed]:
        who = str(chance.randrange(nodes))
        return [Deed(_at(chance, seconds), what, who, lasts=chance.uniform(0.1, longest))]

    return draw


def _store(chance: Random, seconds: float, nodes: int) -> list[Deed]:
    way, longest = chance.choice(list(WEATHERS)), chance.choice((1.0, 3.0))
    who = chance.choice(("all", *map(str, range(nodes))))
    return [Deed(_at(chance, seconds), "store", who, chance.uniform(0.2, longest), way)]


def _bus(chance: Random, seconds: float, nodes: int) -> list[Deed]:
    way = chance.choice(("noticed", "unnoticed"))
    who = str(chance.randrange(nodes))
    return [Deed(_at(chance, seconds), "bus", who, chance.uniform(0.2, 3.0), way)]


def _wind(chance: Random, seconds: float, nodes: int) -> list[Deed]:
    return [Deed(_at(chance, seconds), "wind", lasts=chance.uniform(0.3, seconds))]


def _line(what: str, longest: float) -> "Draw":
    def draw(chance: Random, seconds: float, nodes: int) -> list[Deed]:
        who = chance.choice(PEOPLE)
        return [Deed(_at(chance, seconds), what, who, lasts=chance.uniform(0.05, longest))]

    return draw


def _twice(chance: Random, seconds: float, nodes: int) -> list[Deed]:
    return [replace(_press(chance, seconds), what="twice")]


LONG = 60.0
"""Seconds: until everything is mended."""


def _unled(chance: Random) -> list[Deed]:
    """Both leaders go, and stay away; so does the database now and then, which changes nothing."""
    at = chance.uniform(FIRST, 1.0)
    gone = [Deed(at, "leave", who, LONG) for who in ("anna", "ben")]
    if chance.random() < 0.5:
        gone.append(Deed(chance.uniform(FIRST, 2.0), "store", "all", LONG, "away"))
    return gone


def _own_way(chance: Random) -> list[Deed]:
    """The presenter comes back by herself while the database is away, or hardly answers."""
    at = chance.uniform(FIRST, 1.2)
    away = Deed(at, "store", "all", LONG, chance.choice(("away", "away", "flaky", "slow")))
    return [away, Deed(at + chance.uniform(0.05, 0.5), "come_back_in", PRESENTER)]


ALWAYS: dict[str, Callable[[Random], list[Deed]]] = {"unled": _unled, "own_way": _own_way}
"""What happens in every schedule of a recipe."""
Draw = Callable[[Random, float, int], list[Deed]]
FAULTS: dict[str, Draw] = {
    "kill": _node("kill", 2.0),
    "pause": _node("pause", 2.5),
    "store": _store,
    "bus": _bus,
    "wind": _wind,
    "cut": _line("cut", 0.5),
    "hold": _line("hold", 2.0),
    "black": _line("black", 1.5),
    "device": _line("device", 1.0),
    "twice": _twice,
}
