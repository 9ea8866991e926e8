"""The shape of a program file as JSON Schema, so that editors complete it and we can explain it.

It is made from `Program`; only what pydantic leaves out or gets wrong for a reader is mended here.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args

from annotated_types import Ge, Le
from pydantic import BaseModel

from rm_core.program.policy import Program

Schema = Mapping[str, Any]

TIME_PATTERN = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"

_CITATION = re.compile(r"\s*\((?:[MSB]\d|practices? \d)[^)]*\)|,? practices? \d+[^.;]*")

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "Program.title": "What participants read as the program's name",
        "Program.organisation": "Whose program it is, as emails name it",
        "Program.time_zone": "IANA name of the zone in which the dates are meant",
        "Program.language": "Language of the emails where a person has none, such as en",
        "Program.roles": "The roles that people are invited to",
        "Program.consent_version": "Raise it whenever the consent text changes; kept with answers",
        "Aim.unit": "What the figures count, such as % or people",
        "Named.name": "Given name and family name",
        "Named.email": "Where emails to this person go",
        "Dates.enrolment_opens": "The invitations go out",
        "Dates.enrolment_closes": "Last day to enrol",
        "Dates.matching": "Pairs are proposed and wait for approval",
        "Eligibility.consent_within": "Days that the line manager has to answer",
        "Eligibility.consent_default": "What a line manager's silence means",
        "Weights.needs": "That the mentor's offers cover the mentee's needs",
        "Weights.interests": "Shared interests",
        "Weights.style": "Work styles that fit",
        "Weights.boundary": "That the two come from different parts of the organisation",
        "Weights.language": "How well they share a language",
        "Weights.hours": "Overlapping office hours",
        "Weights.traits": "Per trait of work style: whether alike or unlike is better",
        "Weights.boundaries": "Which differences count as a boundary",
        "Matching.objective": "Most pairs, then best total; best total; or fair to the worst pair",
        "Matching.weights": "How much each part of a pair's score counts",
        "Matching.max_zone_hours": "Largest difference between the two time zones, in hours",
        "Matching.min_score": "Pairs below this score are never proposed, 0 to 1",
        "Reminders.after": "Days after the question at which reminders go out, at most two",
        "Trial.minutes": "Length of the trial meeting",
        "Trial.verdict_within": "Days that each side has to say how the trial meeting went",
        "Cadence.meetings": "Meetings in the term",
        "Cadence.minutes": "Length of a meeting",
        "CheckIns.first_pulse": "Days from the agreement to the first pulse",
        "CheckIns.pulse_every": "Days from one pulse to the next",
        "Surveys.answer_within": "Days that a survey stays open",
        "Surveys.reminders": "Days after the survey at which reminders go out, at most three",
        "Surveys.midterm": "Whether there is a survey half-way",
        "Surveys.amber_below": "Response rate under which the report says amber, 0 to 1",
        "Surveys.red_below": "Response rate under which the report says red, 0 to 1",
        "Surveys.smallest_group": "Smaller groups are never shown",
        "Surveys.compare_by": "Groups that the report compares, where they are large enough",
        "Mail.earliest": "No email arrives before, in the reader's own zone",
        "Mail.latest": "No email arrives after, in the reader's own zone",
        "Mail.working_days_only": "No email on Saturday and Sunday",
        "Retention.gap_statements": "Days after the end until gap statements are erased",
        "Retention.answers": "Days after the end until answers are kept without names only",
        "Retention.emails": "Days after the end until the copies of emails are erased",
    }
)
"""For fields that `policy` gives no description; the description there wins."""


def schema() -> dict[str, Any]:
    """The whole JSON Schema, Draft 2020-12; each field has its description and default."""
    made = Program.model_json_schema()
    sections: dict[str, dict[str, Any]] = {**made["$defs"], "Program": made}
    for model in _models(Program):
        section = sections[model.__name__]
        section["description"] = _plain(section["description"])
        for name, field in section["properties"].items():
            _mend(field, model, name, sections)
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "Reverse-mentoring program"
    return made


def resolve(part: Schema, whole: Schema) -> Schema:
    """The part itself where it is a reference, and what may stand there besides null."""
    if "$ref" in part:
        return resolve(whole["$defs"][part["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in part:
        return resolve(next(kind for kind in part["anyOf"] if kind.get("type") != "null"), whole)
    return part


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        kind = field.annotation
        if isinstance(kind, type) and not get_args(kind) and issubclass(kind, BaseModel):
            yield from _models(kind)


def _mend(field: dict[str, Any], model: type[BaseModel], name: str, whole: Schema) -> None:
    field.pop("title", None)
    _narrow(field, model, name)
    if field.get("format") == "time":
        del field["format"]
        field["pattern"] = TIME_PATTERN
        field["default"] = field["default"][:5]
    if "$ref" in field:  # the fields of a section have their own defaults
        field.pop("default", None)
    said = field.get("description") or _WORDS.get(f"{model.__name__}.{name}")
    if said is None and "$ref" in field:
        said = whole[field["$ref"].rsplit("/", 1)[1]]["description"]
    if said is not None:
        field["description"] = _plain(said)


def _narrow(field: dict[str, Any], model: type[BaseModel], name: str) -> None:
    """The narrowest of several bounds: pydantic writes down only the last one it saw."""
    metadata = model.model_fields[name].metadata
    least = [bound.ge for bound in metadata if isinstance(bound, Ge)]
    most = [bound.le for bound in metadata if isinstance(bound, Le)]
    if least:
        field["minimum"] = max(least)  # type: ignore[type-var]
    if most:
        field["maximum"] = min(most)  # type: ignore[type-var]


def _plain(description: str) -> str:
    return " ".join(_CITATION.sub("", description).split())
