"""Joins the parts, once: from settings to something that services can be called with."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial

from sqlalchemy import Engine

from rm_core import clock as clocks
from rm_core import resources
from rm_core.clock import Clock
from rm_core.errors import SetupBroken
from rm_core.links import Keys, keys_from
from rm_core.mail.relay import Relay, Security
from rm_core.mail.render import Renderer
from rm_core.mail.smtp import Deliver, connection
from rm_core.program.catalogue import parse
from rm_core.program.topics import Catalogue
from rm_core.services.linking import LinkMaker
from rm_core.services.outreach import Post
from rm_core.services.wording import Words
from rm_core.settings import Settings
from rm_core.store.schema import migrate
from rm_core.store.unit import Begin, open_database, opener, reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """Everything that services take, joined; `begin` may write, `look` only reads."""

    settings: Settings
    engine: Engine
    begin: Begin
    look: Begin
    clock: Clock
    catalogue: Catalogue
    links: LinkMaker
    post: Post


def wire(
    settings: Settings,
    *,
    connect: Callable[[], AbstractContextManager[Deliver]] | None = None,
) -> Wired:
    """Join the parts as the settings say; `connect` replaces the way out for emails.

    Raises:
        SetupBroken: a setting, the database or a template does not fit.
    """
    engine = open_database(settings.database)
    migrate(engine)
    catalogue = parse(resources.catalogue_text())
    links = LinkMaker(_keys(settings), settings.base_url.rstrip("/"))
    clock = clocks.told_by(settings.clock_file) if settings.clock_file else clocks.system
    post = Post(
        renderer=Renderer((settings.templates or resources.templates()) / "emails"),
        words=Words(catalogue),
        links=links,
        sender=settings.mail_from,
        connect=connect or partial(connection, relay_of(settings)),
    )
    return Wired(
        settings=settings,
        engine=engine,
        begin=opener(engine),
        look=reader(engine),
        clock=clock,
        catalogue=catalogue,
        links=links,
        post=post,
    )


@cache
def wired() -> Wired:
    """The parts as the environment says, joined once for this process."""
    return wire(Settings())


def _keys(settings: Settings) -> Keys:
    text = settings.signing_keys.get_secret_value()
    if not text:
        message = "RM_SIGNING_KEYS is empty: give at least one `id:secret`, 32 random characters"
        raise SetupBroken(message)
    return keys_from(text)


def relay_of(settings: Settings) -> Relay:
    """The mail server that the settings name.

    Raises:
        SetupBroken: they contradict each other.
    """
    return Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=Security(settings.smtp_security),
        user=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() or None,
    )
