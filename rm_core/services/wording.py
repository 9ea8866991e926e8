"""What every letter knows: its reader, the program, the other of the two, and why the two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from rm_core.errors import NotFound
from rm_core.mail import facts as f
from rm_core.program.emails import Desk
from rm_core.program.people import Role
from rm_core.program.policy import Named, Program
from rm_core.program.topics import Catalogue, Kind
from rm_core.services.contexts import Context, Side

Shared = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Puts topics and interests into the words of the catalogue."""

    catalogue: Catalogue

    def topic(self, key: str) -> str:
        found = self.catalogue.find(key)
        return found.label if found else key

    def level(self, key: str, level: int) -> str:
        """The words for an offered level of a topic."""
        found = self.catalogue.find(key)
        kind = found.kind if found else Kind.SKILL
        return self.catalogue.levels[kind, Role.MENTOR][level - 1]

    def interest(self, key: str) -> str:
        return next((each.label for each in self.catalogue.interests if each.key == key), key)


DESKS: Mapping[Desk, Callable[[Program], Named]] = MappingProxyType(
    {
        Desk.COORDINATOR: lambda program: program.coordinator,
        Desk.SPONSOR: lambda program: program.sponsor,
        Desk.CONCERN: lambda program: program.concern_contact,
    }
)
"""The humans behind the desks; a line manager is looked up instead."""


def shared(context: Context, links: f.Links) -> Shared:
    program = context.cohort.program
    return {
        "reader": reader(context),
        "program": program.title,
        "organisation": program.organisation,
        "cohort": program.title,
        "coordinator": f.Coordinator(program.coordinator.name, program.coordinator.email),
        "sponsor": f.Sponsor(program.sponsor.name, program.sponsor.title),
        "concern_contact": program.concern_contact.name if context.me else "",
        "links": links,
    }


def reader(context: Context) -> f.Reader:
    """Who reads the email: the participant, their manager, or a desk of the program.

    Raises:
        NotFound: a manager is to be asked whom nobody knows.
    """
    program = context.cohort.program
    desk = context.email.desk
    if desk is Desk.MANAGER:
        manager = context.manager
        if manager is None:
            message = f"email {context.email.id}: the line manager is not among the people"
            raise NotFound(message)
        return f.Reader(
            name=manager.name,
            given_name=manager.given_name,
            role=Desk.MANAGER,
            zone=ZoneInfo(manager.time_zone),
        )
    if desk is not None:
        named = DESKS[desk](program)
        return f.Reader(
            name=named.name, given_name=named.name.split()[0], role=desk, zone=program.zone
        )
    me = whose(context)
    return f.Reader(
        name=me.person.name,
        given_name=me.person.given_name,
        role=me.participant.role,
        zone=me.zone,
        locale=me.person.languages[0] if me.person.languages else "en",
    )


def whose(context: Context) -> Side:
    if context.me is None:
        message = f"email {context.email.id} has no reader any more"
        raise NotFound(message)
    return context.me


def partner(context: Context) -> f.Partner:
    """The other of the two."""
    if context.partner is None:
        message = f"email {context.email.id} is about a pairing that is not there any more"
        raise NotFound(message)
    other = context.partner
    return f.Partner(
        name=other.person.name,
        given_name=other.person.given_name,
        role=other.participant.role,
        department=other.person.department,
        site=other.person.site,
        email=other.person.email,
        zone=other.zone,
    )


def evidence(words: Words, context: Context) -> f.Evidence:
    """Why the two of them, in words of the catalogue."""
    found = context.evidence
    return f.Evidence(
        topics=tuple(
            f.Topic(words.topic(each["topic"]), words.level(each["topic"], each["offered"]))
            for each in found.get("needs", ())
        ),
        interests=tuple(words.interest(each) for each in found.get("interests", ())),
        shared_minutes=found.get("minutes", 0),
        crosses=tuple(found.get("crosses", ())),
    )
