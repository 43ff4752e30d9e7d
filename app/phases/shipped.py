"""The plans that come with Pushback, as data.

Each row gives minutes: opening, then per case select/present/clarify/discuss/rejoin/close, then
closing and what follows it. A plan is marked ours where we set the minutes ourselves.
"""

from app.phases.phase import CASE_PHASES, Phase
from app.phases.plan import ClockView, Plan, Step, StepId, case_step
from app.phases.units import MINUTE, Millis

DEFAULT = "two_case_90"

Minutes = tuple[float, ...]


def _limit(minutes: float) -> Millis | None:
    return Millis(int(minutes * MINUTE)) if minutes else None


def lay_out(
    opening: float, cases: tuple[Minutes, ...], closing: float, after: dict[Phase, float]
) -> tuple[Step, ...]:
    """The steps of a meeting from its minutes; 0 minutes is a step without a clock."""
    steps = [Step(StepId("opening"), Phase.OPENING, _limit(opening))]
    for number, minutes in enumerate(cases, start=1):
        steps += [
            Step(case_step(number, phase), phase, _limit(m), number)
            for phase, m in zip(CASE_PHASES, minutes, strict=True)
        ]
    steps.append(Step(StepId("closing"), Phase.CLOSING, _limit(closing)))
    steps += [Step(StepId(phase), phase, _limit(m)) for phase, m in after.items()]
    return tuple(steps)


_CORRIDOR = {Phase.CORRIDOR: 0.0}
_FALLBERATUNG = {
    Phase.DISCUSS: "{presenter} listens and takes notes; the group advises.",
    Phase.CLARIFY: "Questions to understand the case.",
}

SHIPPED: dict[str, Plan] = {
    plan.name: plan
    for plan in (
        Plan(
            "two_case_90",
            "Two cases in 90 minutes",
            lay_out(8, ((3, 5, 4, 20, 5, 1), (2, 5, 4, 20, 5, 1)), 7, _CORRIDOR),
            source="Two cases in 90 to 120 minutes: Balint Society of Australia and New Zealand, "
            "https://balintanz.org/about/what-happens/; the split is ours.",
        ),
        Plan(
            "two_case_100",
            "Two cases in 100 minutes",
            lay_out(8, ((3, 5, 4, 24, 6, 1), (2, 5, 4, 24, 6, 1)), 7, _CORRIDOR),
            source="About 45 minutes a case in 90 to 120 minutes: "
            "https://balintanz.org/about/what-happens/; the split is ours.",
        ),
        Plan(
            "single_60",
            "One case in an hour",
            lay_out(8, ((0, 7, 5, 27, 6, 2),), 5, _CORRIDOR),
            source="Sixty-minute online meetings: American Balint Society; the split is ours.",
        ),
        Plan(
            "single_90",
            "One case in a double-hour",
            lay_out(10, ((5, 10, 5, 45, 8, 2),), 5, _CORRIDOR),
            source="The German double-hour of 90 minutes; the split is ours.",
        ),
        Plan(
            "intensive_45_45",
            "Leader training: 45 minutes group, 45 minutes on the leading",
            lay_out(3, ((0, 7, 5, 23, 5, 2),), 0, {Phase.LEADERSHIP: 45, **_CORRIDOR}),
            source="45 + 45 minutes: leadership intensives of the American Balint Society; "
            "the split of the first half is ours.",
            is_ours=False,
        ),
        Plan(
            "inner_outer",
            "A large group in two rings",
            lay_out(10, ((5, 8, 5, 45, 7, 2),), 8, _CORRIDOR),
            source="More than twelve people, outer ring at the leader's discretion: "
            "https://ipp-association.org/balintgroup; the minutes are ours.",
            rings=True,
            wants_in=True,
        ),
        Plan(
            "first_meeting",
            "The first meeting of a series",
            lay_out(30, ((5, 5, 4, 24, 6, 1),), 15, _CORRIDOR),
            source="The first meeting has 30 minutes more: American Balint Society; "
            "the split is ours.",
        ),
        Plan(
            "review",
            "Looking back on a series, no case",
            lay_out(15, (), 45, _CORRIDOR),
            source="A feedback meeting ends a series (Rabin et al. 2009); the minutes are ours.",
        ),
        Plan(
            "fallberatung_60",
            "Kollegiale Fallberatung",
            lay_out(5, ((5, 10, 10, 15, 10, 5),), 0, {}),
            source="Our adaptation of peer case consultation.",
            clock=ClockView.FULL,
            push_back=False,
            texts=_FALLBERATUNG,
        ),
        Plan(
            "troika_30",
            "Troika Consulting: three in turn",
            lay_out(0, ((0, 2, 1, 5, 2, 0),) * 3, 0, {}),
            source="Our adaptation of the Liberating Structure of that name.",
            clock=ClockView.FULL,
        ),
    )
}
