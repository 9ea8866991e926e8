"""One whole cohort before your eyes: production code, real email, real pages, a simulated clock."""

import asyncio
import os
import shutil
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console

from rm_core import clock as clocks
from rm_core.mail.gallery import write as write_gallery
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.receive import MailServer
from rm_core.program.agenda import morning
from rm_core.program.policy import Program
from rm_core.program.purposes import Purpose
from rm_core.rehearsal.names import made_up_people
from rm_core.services import cohorts
from rm_core.store.links import Link
from rm_core.wiring import Wired, wire
from rmctl.demo_life import Life, Pace
from rmctl.engine import ROOT, Engine
from rmctl.engine_automations import keep_automations
from rmctl.home import environment, settings_at
from rmctl.importing import import_people, read_roster, refuse_empty, show_problems
from rmctl.program_file import load
from rmctl.site import Site, free_port, site
from samples.make_samples import generic, write

HOME = Path(".demo")
READY = "six-month"
PEOPLE = 60
GATHER = timedelta(seconds=1)
"""So long Prefect gathers events into one run; short, since days pass in half a second here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the demo was asked for on the command line."""

    people: int = PEOPLE
    seed: int = 1
    program: Path | None = None
    export: Path | None = None
    exit: bool = False
    wait_for_me: bool = False


def run(wish: Wish, console: Console) -> int:
    """Run the demo; the exit code. Everything it starts, it stops."""
    began = time.monotonic()
    # Pages, mailbox and people are threads of one process here, and hand over to each other often.
    sys.setswitchinterval(0.0005)
    home = _fresh(HOME.resolve())
    program = load(wish.program) if wish.program else default_program()
    with ExitStack() as stack:
        engine = Engine(home / "prefect", templates=home / "cache")
        engine.start()
        stack.callback(engine.stop)
        console.print("Starting Prefect in the background; meanwhile: people, pages, mailbox.")
        mailbox = Mailbox(home / "mailbox")
        stack.callback(mailbox.close)
        port = free_port()
        clock_file = home / "clock"
        start = morning(program.dates.enrolment_opens - timedelta(days=1), program.zone)
        clocks.tell(clock_file, start)
        clock = clocks.told_by(clock_file)
        server = stack.enter_context(MailServer("127.0.0.1", 0, mailbox, clock))
        settings = settings_at(
            home,
            database=f"sqlite:///{home / 'rm.sqlite'}",
            base_url=f"http://127.0.0.1:{port}",
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_security="none",
            mail_from="program@example.org",
            clock_file=clock_file,
        )
        os.environ.update(environment(settings))
        wired = wire(settings)
        _enlist(wired, wish, program, home, console)
        folders = {"report": home / "report", "preview": home / "preview"}
        for folder in folders.values():
            folder.mkdir(exist_ok=True)
        smtp = f"{server.host}:{server.port}"
        served = stack.enter_context(Site(site(wired, folders, mailbox, smtp), port))
        gallery = write_gallery(folders["preview"], wired.post.renderer)
        gallery.replace(gallery.with_name("index.html"))
        _await_engine(engine, console)
        life = Life(
            wired=wired,
            engine=engine,
            mailbox=mailbox,
            clock_file=clock_file,
            cohort=program.key,
            pace=Pace(seed=wish.seed, waits_for_me=wish.wait_for_me, url=served.url),
            console=console,
        )
        asyncio.run(life.live())
        _report(wired, program, folders["report"])
        life.show_end(time.monotonic() - began)
        _show_urls(console, wired, engine, served.url, program)
        if not wish.exit:
            _wait(console)
    return 0


def _fresh(home: Path) -> Path:
    """The demo's folder, without what an earlier demo left but for the warmed database."""
    home.mkdir(exist_ok=True)
    for each in home.iterdir():
        if each.name != "cache":
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    return home


def default_program() -> Program:
    """The ready program for the made-up company: its first two levels teach, the others learn.

    Six meetings three weeks apart, so that the term is over in half a year.
    """
    program = load(ROOT / "rm_core" / "program" / "ready" / f"{READY}.yaml")
    levels = {"mentor_max_level": 2, "mentee_min_level": 3}
    return program.model_copy(
        update={
            "eligibility": program.eligibility.model_copy(update=levels),
            "matching": program.matching.model_copy(update={"rematch_every": 21}),
            "cadence": program.cadence.model_copy(update={"every": 21}),
            "dates": program.dates.model_copy(update={"ends": date(2027, 7, 30)}),
        }
    )


def _enlist(wired: Wired, wish: Wish, program: Program, home: Path, console: Console) -> None:
    """Write or take an HR export, import it, create the cohort and launch it."""
    export = wish.export
    if export is None:
        export = home / "people.csv"
        write(generic(made_up_people(wish.people, wish.seed)), export)
    roster = read_roster(wired.look, export)
    show_problems(console, roster)
    refuse_empty(export, roster)
    cohorts.create(wired.begin, wired.clock, program)
    enlisted = import_people(wired.begin, wired.clock, program.key, roster)
    console.print(
        f"Imported {enlisted.people} people: {enlisted.mentors} may teach, "
        f"{enlisted.mentees} may learn."
    )
    cohorts.launch(wired.begin, wired.clock, program.key, by="demo")


def _await_engine(engine: Engine, console: Console) -> None:
    with console.status("Waiting for Prefect ..."):
        engine.wait_until_healthy()
        engine.use_here()
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "WARNING"
        sys.path.insert(0, str(ROOT))
        engine.serve(ROOT / "flows" / "deployments.py", schedules=False)
        engine.wait_until_served()
    keep_automations(engine.api_url, gather=GATHER)


def _report(wired: Wired, program: Program, folder: Path) -> None:
    from rm_core.reports.gathering import gather
    from rm_core.reports.write import write as write_report

    with wired.look() as work:
        facts = gather(work, program.key, wired.catalogue, wired.clock())
    written = write_report(facts, folder)
    shutil.copyfile(written.report, folder / "index.html")


def _show_urls(console: Console, wired: Wired, engine: Engine, url: str, program: Program) -> None:
    places = {
        "Mailbox": f"{url}/mailbox/",
        "Prefect UI": engine.ui_url,
        "Report": f"{url}/report/",
        "A participant's page": _someone(wired, program),
        "Preview of all emails": f"{url}/preview/",
    }
    console.print("\n[bold]Look around[/]")
    for name, place in places.items():
        # Never folded: a link in two pieces cannot be copied.
        console.print(f"  {name:22}{place}", soft_wrap=True, highlight=False)
    console.print()


def _someone(wired: Wired, program: Program) -> str:
    """The page of the participant who has been through most."""
    with wired.look() as work:
        cohort = work.cohorts.get(program.key)
        pairings = work.pairings.of(cohort.id)
        participants = work.participants.of(cohort.id)
        through = max((each.since, each.mentee) for each in pairings)[1] if pairings else None
        chosen = through or participants[0].id
    link = Link(cohort=cohort.id, participant=chosen)
    return wired.links.url(Purpose.HUB, link, wired.clock())


def _wait(console: Console) -> None:
    console.print("Everything stays up until you press Ctrl-C.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        console.print("Stopping what was started.")
