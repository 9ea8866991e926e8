"""What a cohort teaches the next one: a code and its figures each, never a name (practice 85)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import NormalDist, fmean, median, variance
from types import MappingProxyType

from rm_core.program.shares import Band, Share, band


class LessonCode(StrEnum):
    """Which lesson it is; each has one short template."""

    TOPIC_SHORT = "topic short of mentors"
    TOPIC_BARE = "topic almost without mentors"
    WEIGH_MORE = "weigh more"
    WEIGH_LESS = "weigh less"
    CADENCE_TOO_DENSE = "cadence too dense"
    CADENCE_HELD = "cadence held"
    DROPPED_OFF = "dropped off"
    FEW_ANSWERED = "few answered"


TEMPLATES: Mapping[LessonCode, str] = MappingProxyType(
    {
        LessonCode.TOPIC_SHORT: "Find more mentors for “{subject}”: {needs:,} sought it, "
        "{offers:,} offered it.",
        LessonCode.TOPIC_BARE: "Find mentors for “{subject}”: {needs:,} sought it, "
        "fewer than {under} offered it.",
        LessonCode.WEIGH_MORE: "Try a higher weight for {subject}: pairings that completed scored "
        "{difference:.2f} more on it than those that were released ({completed} and {released}).",
        LessonCode.WEIGH_LESS: "Try a lower weight for {subject}: pairings that were released "
        "scored {difference:.2f} more on it than those that completed ({released} and "
        "{completed}).",
        LessonCode.CADENCE_TOO_DENSE: "Plan fewer meetings or a longer term: half of the pairings "
        "met at most {held:g} times of {planned} planned.",
        LessonCode.CADENCE_HELD: "Keep the rhythm: {share:.0%} of the pairings met all {planned} "
        "times.",
        LessonCode.DROPPED_OFF: "Look at the step to “{subject}”: {lost:,} of {before:,} did not "
        "take it.",
        LessonCode.FEW_ANSWERED: "Ask fewer questions, sooner: only {answered:,} of {asked:,} "
        "answered the {subject}.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One finding; `subject` is a topic, a part of the score, a stage or a survey."""

    code: LessonCode
    subject: str = ""
    figures: Mapping[str, float]

    def __str__(self) -> str:
        return TEMPLATES[self.code].format(subject=self.subject, **self.figures)


def short_topics(topics: Mapping[str, tuple[int, int]], smallest: int) -> tuple[Lesson, ...]:
    """Topics that more sought than were offered, the shortest first.

    Args:
        topics: (needs, offers) of each.
        smallest: topics that fewer sought stay unnamed, fewer offers uncounted.
    """
    short = [
        (needs - offers, needs, topic)
        for topic, (needs, offers) in topics.items()
        if needs >= smallest and offers < needs
    ]
    short.sort(key=lambda each: (-each[0], each[2]))
    return tuple(
        Lesson(
            code=LessonCode.TOPIC_SHORT,
            subject=topic,
            figures={"needs": needs, "offers": needs - lacking},
        )
        if needs - lacking >= smallest
        else Lesson(
            code=LessonCode.TOPIC_BARE, subject=topic, figures={"needs": needs, "under": smallest}
        )
        for lacking, needs, topic in short
    )


ENOUGH_PAIRINGS = 20
"""Completed and released pairings each, before their scores are compared at all."""


def weight_hints(
    completed: Sequence[Mapping[str, float]],
    released: Sequence[Mapping[str, float]],
    *,
    enough: int = ENOUGH_PAIRINGS,
) -> tuple[Lesson, ...]:
    """Parts of the score on which completed and released pairings differ beyond chance.

    Welch's test per part at 5 % shared among the parts (Bonferroni). A hint and no proof: those
    pairs were chosen by that score. Nothing without `enough` pairings on both sides.

    Args:
        completed: part of the score -> 0..1, one mapping per pairing.
        released: likewise.
        enough: pairings on each side.
    """
    if min(len(completed), len(released)) < enough:
        return ()
    parts = sorted(set(completed[0]).intersection(*completed, *released))
    lessons = []
    for part in parts:
        a, b = [pair[part] for pair in completed], [pair[part] for pair in released]
        error = (variance(a) / len(a) + variance(b) / len(b)) ** 0.5
        gap = fmean(a) - fmean(b)
        if abs(gap) <= error * NormalDist().inv_cdf(1 - 0.025 / len(parts)):
            continue
        lessons.append(
            Lesson(
                code=LessonCode.WEIGH_MORE if gap > 0 else LessonCode.WEIGH_LESS,
                subject=part,
                figures={"difference": abs(gap), "completed": len(a), "released": len(b)},
            )
        )
    return tuple(sorted(lessons, key=lambda lesson: -lesson.figures["difference"]))


def cadence_hint(held: Sequence[int], planned: int, smallest: int) -> Lesson | None:
    """Whether the planned rhythm could be kept, from the meetings each confirmed pairing held.

    None when it is neither clearly kept (80 % met every time) nor clearly missed (half met at most
    two thirds of the times), or when there are fewer pairings than `smallest`.
    """
    if len(held) < smallest or planned < 1:
        return None
    kept = Share(sum(times >= planned for times in held), len(held))
    if kept.k >= 0.8 * kept.n:
        return Lesson(
            code=LessonCode.CADENCE_HELD,
            figures={"share": kept.k / kept.n, "planned": planned},
        )
    half = median(held)
    if half > planned * 2 / 3:
        return None
    return Lesson(code=LessonCode.CADENCE_TOO_DENSE, figures={"held": half, "planned": planned})


def drop_off(stages: Sequence[tuple[str, int]], smallest: int) -> Lesson | None:
    """The step that the largest share did not take; None if none lost `smallest` people.

    Args:
        stages: stage and how many people reached it, in order.
        smallest: a smaller loss is no lesson.
    """
    steps = [
        ((before - after) / before, before, before - after, stage)
        for (_, before), (stage, after) in pairwise(stages)
        if before - after >= max(1, smallest)
    ]
    if not steps:
        return None
    _, before, lost, stage = max(steps, key=lambda step: step[0])
    return Lesson(
        code=LessonCode.DROPPED_OFF, subject=stage, figures={"lost": lost, "before": before}
    )


def few_answered(survey: str, rate: Share, *, amber: float, red: float) -> Lesson | None:
    """A survey whose response rate is red."""
    if band(rate, amber=amber, red=red) is not Band.RED:
        return None
    return Lesson(
        code=LessonCode.FEW_ANSWERED,
        subject=survey,
        figures={"answered": rate.k, "asked": rate.n},
    )
