"""Commands about an installation as a whole: its tables, its emails."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from rich.console import Console

from rm_core.errors import MailRefused, SetupBroken
from rm_core.services import outreach
from rmctl.arguments import HERE, Folder, Home
from rmctl.home import given, joined, settings_at

console = Console(highlight=False)


def migrate(*, home: Home = HERE) -> None:
    """Bring the database up to date; every other command does it as well, when it begins."""
    engine = joined(settings_at(home)).engine
    console.print(f"The {engine.dialect.name} database is up to date.")


def send(*, home: Home = HERE) -> None:
    """Send the emails that are due, now and without Prefect, through the mail server you have set.

    While `rmctl up` runs it does this every minute.
    """
    if "smtp_host" not in given():
        message = (
            "no mail server is set: set RM_SMTP_HOST, or run `rmctl up`, which has a mailbox of"
            " its own"
        )
        raise SetupBroken(message)
    wired = joined(settings_at(home))
    log = logging.getLogger("rm_core.services")
    before = log.level
    log.setLevel(logging.ERROR)  # what puts emails off is raised, and told once
    try:
        told = outreach.send_due(wired.begin, wired.clock, wired.post)
    except (SetupBroken, MailRefused) as error:
        message = f"{error}. No email is lost, they are due again soon; ask `rmctl doctor`"
        raise type(error)(message) from error
    finally:
        log.setLevel(before)
    said = ", ".join(f"{count} {state}" for state, count in sorted(told.items()))
    console.print(said or "nothing was due")


def preview(folder: Folder = Path("preview"), *, home: Home = HERE) -> None:
    """Write one page that shows every email with sample people."""
    from rm_core.mail.gallery import write

    folder.mkdir(parents=True, exist_ok=True)
    console.print(f"Wrote {write(folder, joined(settings_at(home)).post.renderer)}", soft_wrap=True)


COMMANDS: Mapping[str, Callable[..., int | None]] = MappingProxyType(
    {"migrate": migrate, "send": send, "preview": preview}
)
