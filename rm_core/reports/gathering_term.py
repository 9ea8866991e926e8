"""The facts of the term itself: pulses, health, thanks and favours."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from rm_core.program import health as rules
from rm_core.program.cohort import Cohort
from rm_core.program.forms.checkins import GOING
from rm_core.program.ids import PairingId
from rm_core.program.people import Role
from rm_core.program.purposes import Purpose
from rm_core.reports import facts as f
from rm_core.reports.history import Past
from rm_core.store.unit import Work


def pulses(work: Work, past: Past) -> tuple[f.Pulse, ...]:
    """Each round of pulses, by side: asked as the emails went out, answered by month."""
    dates = past.cohort.program.checkins
    asked: Counter[tuple[int, Role]] = Counter()
    for number, participant in past.pulses_asked:
        asked[number, past.people[participant].role] += 1
    given: dict[tuple[int, Role], list[int]] = {}
    started = {each.id: each.started_at for each in past.confirmed}
    for answer in work.answers.of_cohort(past.cohort.id, Purpose.PULSE):
        began = started.get(answer.pairing) if answer.pairing else None
        if began is None or GOING not in answer.data:
            continue
        days = (answer.given_at - began).days
        number = max(1, (days - dates.first_pulse) // dates.pulse_every + 1)
        side = past.people[answer.participant].role
        if len(given.get((number, side), [])) < asked[number, side]:
            given.setdefault((number, side), []).append(int(answer.data[GOING][0]))
    return tuple(
        f.Pulse(
            day=dates.first_pulse + (number - 1) * dates.pulse_every,
            side=side,
            asked=count,
            answers=tuple(sorted(given.get((number, side), []))),
        )
        for (number, side), count in sorted(asked.items())
    )


def health(work: Work, past: Past, cohort: Cohort, now: datetime) -> Mapping[str, int]:
    """Confirmed pairings by their health, now or on their last day (M52)."""
    marks: dict[PairingId, list[int]] = {}
    for answer in work.answers.of_cohort(cohort.id, Purpose.PULSE):
        if answer.pairing and GOING in answer.data:
            marks.setdefault(answer.pairing, []).append(int(answer.data[GOING][0]))
    return Counter(
        rules.health(
            each,
            [meeting for meeting in past.meetings(each.id) if meeting.number > 0],
            marks.get(each.id, ()),
            cohort.program,
            min(now, each.ends_at + timedelta(days=1)) if each.ends_at else now,
        ).health.value
        for each in past.confirmed
    )


def favours(work: Work, past: Past) -> f.Favours | None:
    """Thanks given, favours pledged and returned, of the confirmed pairings (M42)."""
    if not past.confirmed:
        return None
    confirmed = {each.id for each in past.confirmed}
    thanks = [
        answer
        for answer in work.answers.of_cohort(past.cohort.id, Purpose.THANKS)
        if answer.pairing in confirmed
    ]
    pledged = {each.id for each in past.confirmed if past.pledge(each.id)}
    back = {answer.pairing for answer in thanks if answer.data.get("returned") in _RETURNED}
    said = {answer.pairing for answer in thanks if answer.data.get("words")}
    return f.Favours(
        pairings=len(confirmed), thanked=len(said), pledged=len(pledged), returned=len(back)
    )


_RETURNED = (["yes"], ["partly"])
