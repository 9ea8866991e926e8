"""Values back into a form, as a browser would have sent them: for keeping and for showing again.

Whatever `parse` read, `fill` writes so that `parse` reads it again.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from rm_core.program.forms import form as f
from rm_core.program.forms.answers import Answers, Value
from rm_core.program.forms.values import stamp
from rm_core.program.people import OfficeHours


def fill(form: f.Form, answers: Answers) -> dict[str, list[str]]:
    """Input name to values; ready for JSON."""
    filled = dict(_filled(form.fields, answers, ""))
    if form.edition:
        filled[f.EDITION] = [form.edition]
    return filled


def _filled(
    fields: Sequence[f.Field], answers: Answers, prefix: str
) -> Iterator[tuple[str, list[str]]]:
    for field in fields:
        if isinstance(field, f.Rows):
            for row, inner in enumerate(answers.rows(field.name), start=1):
                yield from _filled(field.fields, inner, field.input(row, ""))
        elif field.name in answers:
            value = answers.values[field.name]
            if isinstance(field, f.Hours):
                yield prefix + field.name, _windows(field, answers.hours(field.name))
            else:
                yield prefix + field.name, _sent(value)
        elif isinstance(field, f.Slot) and field.other:
            yield prefix + field.name, [f.Slot.OTHER]


def _sent(value: Value) -> list[str]:
    match value:
        case bool():
            return ["yes"] if value else []
        case datetime():
            return [stamp(value)]
        case date():
            return [value.isoformat()]
        case time():
            return [f"{value:%H:%M}"]
        case tuple():
            return [str(each) for each in value]
        case _:
            return [str(value)]


def _windows(field: f.Hours, hours: Sequence[OfficeHours]) -> list[str]:
    """The windows of the grid that these hours cover; hours outside the grid are not in it."""
    return [
        f"{day}-{start}-{end}"
        for day in field.weekdays
        for start, end in field.windows
        if any(h.weekday == day and h.start <= start and end <= h.end for h in hours)
    ]
