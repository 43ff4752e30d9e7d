"""The transition table as a picture, for the documentation."""

from app.phases.phase import Phase
from app.phases.table import TRANSITIONS, Move


def diagram() -> str:
    """Every move that leads to another phase, as a state diagram in Mermaid's language."""
    arrows = [
        f"    {source} --> {target}: {', '.join(moves)}"
        for (source, target), moves in arrows_of_table().items()
        if source is not target
    ]
    return "\n".join(
        [
            "stateDiagram-v2",
            f"    [*] --> {Phase.GATHERING}",
            *arrows,
            f"    {Phase.ENDED} --> [*]",
        ]
    )


def arrows_of_table() -> dict[tuple[Phase, Phase], list[Move]]:
    """The moves from each phase to each, those that stay in their phase too; in meeting order."""
    found: dict[tuple[Phase, Phase], list[Move]] = {}
    for source, row in TRANSITIONS.items():
        for move, targets in row.items():
            for target in sorted(targets, key=list(Phase).index):
                found.setdefault((source, target), []).append(move)
    return found


def staying() -> dict[Phase, list[Move]]:
    """The moves that change the plan and not the phase, by phase."""
    return {
        source: moves for (source, target), moves in arrows_of_table().items() if source is target
    }
