"""One of each command, about the people of `tests.support.scenario`."""

from app.phases.plan import StepId
from app.phases.table import Move
from app.phases.units import Instant, Millis
from app.rooms import commands as c
from app.rooms.fields import PersonId
from app.rooms.leader_signals import LeaderSignal
from app.rooms.roles import Role
from app.rooms.state import Ring
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, FINN, OMAR

ALL: tuple[c.Command, ...] = (
    c.OpenMeeting(),
    c.Advance(),
    c.Back(),
    c.Skip(StepId("1.close")),
    c.WithdrawCase(),
    c.AddCase(),
    c.DropCase(),
    c.CloseMeeting(),
    c.EndMeeting(),
    c.Undo(),
    c.Stop(),
    c.ConfirmAttendance((ADA, DEV)),
    c.Extend(Millis(60_000)),
    c.Shorten(Millis(60_000)),
    c.Pause(),
    c.Resume(),
    c.SetEnd(Instant(NOON + 3_600_000)),
    c.EditPlan(()),
    c.ChoosePresenter(DEV),
    c.SetLeading((ADA,)),
    c.NameStandIn(DEV),
    c.TakeRoom(),
    c.DeclineRoom(),
    c.SetRing(DEV, Ring.OUTER),
    c.OpenOuterRing(),
    c.CloseOuterRing(),
    c.RecordObserversAgreed(),
    c.SeatByName("Tilly", person=PersonId("tilly")),
    c.ConfirmPerson(FINN),
    c.SameAs(FINN, DEV),
    c.Admit(FINN),
    c.RemovePerson(DEV),
    c.Agree(1),
    c.Attest(),
    c.Leave(),
    c.OfferPushBack(),
    c.InviteRejoin(),
    c.Release(),
    c.SitBack(),
    c.Stay(),
    c.ChooseCamera(on=False),
    c.ComeBackIn(),
    c.KeepListening(),
    c.Volunteer(),
    c.NoLongerVolunteer(),
    c.WantIn(),
    c.NoLongerWantIn(),
    c.NeedLeader(),
    c.AnswerNeed(CLEO),
    c.SomeoneCanHear(),
    c.AloneAgain(),
    c.ObjectToObserver(OMAR),
    c.SignalLeaders(LeaderSignal.TIME),
    c.WriteLeaders("a word"),
    c.AboutTo(Move.ADVANCE),
    c.NotYet(),
    c.ReachMark(StepId("opening"), 1, 0),
    c.Arrive(PersonId("gita"), "Gita", Role.MEMBER, False),
    c.Join(DEV, 2),
    c.Lose(DEV, 1, Instant(NOON - 3_600_000)),
    c.FailOpen(1),
    c.LoseLeaders(1),
    c.EndAbandoned(),
)
