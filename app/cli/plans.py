"""`pushback plans`: the shipped plans, and whether a plan of your own can be run."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.trouble import give_up
from app.phases.errors import PlanError
from app.phases.plan import total
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import MINUTE
from app.rooms.errors import Invalid
from app.web.plan_documents import PlanDocument, plan_of
from app.web.wire import loads, shaped

MOST_PLAN_BYTES = 64 * 1024

plans = typer.Typer(help="Look at plans.", invoke_without_command=True)


@plans.callback()
def list_(context: typer.Context) -> None:
    """List the shipped plans."""
    if context.invoked_subcommand is not None:
        return
    table = Table("plan", "title", "minutes", "cases", "clock", "source")
    for plan in SHIPPED.values():
        name = f"{plan.name} (default)" if plan.name == DEFAULT else plan.name
        minutes = f"{total(plan.steps) / MINUTE:g}"
        ours = "ours" if plan.is_ours else "sourced"
        table.add_row(name, plan.title, minutes, str(plan.cases), plan.clock.value, ours)
    Console().print(table)


@plans.command()
def check(
    file: Annotated[Path, typer.Argument(help="A plan as JSON; docs/plans.md shows one.")],
) -> None:
    """Say whether a meeting can run a plan of your own, or which step to mend."""
    try:
        plan = plan_of(shaped(PlanDocument, loads(file.read_bytes(), MOST_PLAN_BYTES)))
    except OSError:
        give_up("There is no such file, or it cannot be read.")
    except Invalid as wrong:
        give_up(f"This is no plan: {wrong.say}.")
    except PlanError as wrong:
        give_up(f"No meeting can run this plan: {wrong}.")
    minutes = f"{total(plan.steps) / MINUTE:g}"
    Console(highlight=False).print(f"A meeting of {minutes} minutes with {plan.cases} cases.")


@plans.command()
def show(name: Annotated[str, typer.Argument(help="A shipped plan.")]) -> None:
    """A plan's steps, with their minutes and where they come from."""
    plan = SHIPPED.get(name)
    if plan is None:
        give_up("There is no plan of that name; `pushback plans` lists them.")
    table = Table("step", "phase", "minutes", "text", title=plan.title)
    for step in plan.steps:
        minutes = "" if step.limit is None else f"{step.limit / MINUTE:g}"
        table.add_row(step.id, step.phase.value, minutes, plan.text(step.phase))
    console = Console()
    console.print(table)
    console.print(plan.source)
