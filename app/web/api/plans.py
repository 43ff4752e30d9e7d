"""`/api/plans`: the plans that come with Pushback, and a look at one's own before it is used."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from app.phases.plan import Plan, total
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import MINUTE
from app.rooms.errors import BadPlan, Invalid, NotFound
from app.web.plan_documents import PLAN_NAME, PlanDocument, document_of, plan_of
from app.web.problems import refusals
from app.web.requests import JsonRoute

router = APIRouter(prefix="/api/plans", tags=["plans"], route_class=JsonRoute)


class PlanLine(BaseModel):
    """A plan in a list; `minutes` is the whole meeting."""

    name: str
    title: str
    minutes: float
    cases: int
    source: str
    is_ours: bool


class Plans(BaseModel):
    """The shipped plans; `default` is what a room runs if nothing is said."""

    default: str
    plans: list[PlanLine]


def line(plan: Plan) -> PlanLine:
    """A plan in one line."""
    return PlanLine(
        name=plan.name,
        title=plan.title,
        minutes=total(plan.steps) / MINUTE,
        cases=plan.cases,
        source=plan.source,
        is_ours=plan.is_ours,
    )


@router.get("", summary="List the shipped plans", responses=refusals())
async def list_plans() -> Plans:
    """All of them, the default first named."""
    return Plans(default=DEFAULT, plans=[line(plan) for plan in SHIPPED.values()])


@router.get("/{name}", summary="Read a shipped plan", responses=refusals(NotFound, Invalid))
async def read_plan(name: Annotated[str, Path(pattern=PLAN_NAME)]) -> PlanDocument:
    """The plan as a document, which can be changed and sent as one's own."""
    plan = SHIPPED.get(name)
    if plan is None:
        raise NotFound("there is no plan of that name")
    return document_of(plan)


@router.post("/check", summary="Check a plan of one's own", responses=refusals(BadPlan, Invalid))
async def check_plan(document: PlanDocument) -> PlanLine:
    """The plan in one line if a meeting can run it; `bad_plan` names the step to mend."""
    return line(plan_of(document))
