"""A crowd that nobody is connected with."""

from benchmarks.dialects import Ours
from benchmarks.swarm import Crowd, Place


def joined() -> tuple[Crowd, Place]:
    """A room of three, everybody joined."""
    crowd = Crowd(Ours(1), 1, [["room", "ada", "ben", "cleo"]])
    for member in crowd.members:
        member.is_joined = True
    return crowd, crowd.places[0]
