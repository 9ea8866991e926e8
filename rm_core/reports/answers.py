"""From survey answers to rows that may be printed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rm_core.program.outcomes import TOP, WORDS, Moment, Question, Scale, distribution
from rm_core.program.people import Role
from rm_core.program.questions import BY_CODE, HEADLINES, QUESTIONS, asked_of
from rm_core.program.shares import Share, band, difference, if_all_had_answered, share_of
from rm_core.program.suppression import same_pattern, suppress_shares, total_share
from rm_core.reports.facts import CohortFacts, Response
from rm_core.reports.published import (
    PUBLISHED,
    Change,
    ChoiceRow,
    GroupTable,
    QuestionRow,
    ResponseRow,
)

NOT_GIVEN = "not given"
MOMENTS = (Moment.MIDTERM, Moment.END)
SIDES_IN_ORDER = (Role.MENTEE, Role.MENTOR)
COMPARED = (*HEADLINES, "again", "recommend", "learned", "applied")
"""Few, because of many differences one in twenty would miss 0 by chance alone."""


def of(facts: CohortFacts, side: Role, moment: Moment) -> list[Response]:
    """The responses of one side to one survey."""
    return [each for each in facts.responses if (each.side, each.moment) == (side, moment)]


def response_rows(facts: CohortFacts) -> tuple[ResponseRow, ...]:
    """Response rates by side; both sides together where one has fewer people than the threshold."""
    rows = []
    for moment in MOMENTS:
        asked = {each.side: each.people for each in facts.asked if each.moment is moment}
        rates = {side: Share(len(of(facts, side, moment)), asked[side]) for side in asked}
        if any(0 < rate.n < facts.smallest_group for rate in rates.values()):
            everyone = [Share(sum(r.k for r in rates.values()), sum(r.n for r in rates.values()))]
            pairs: list[tuple[Role | None, Share]] = [
                (None, rate) for rate in everyone if rate.n >= facts.smallest_group
            ]
        else:
            pairs = [(side, rates[side]) for side in SIDES_IN_ORDER if side in rates]
        rows += [
            ResponseRow(
                side=side,
                moment=moment,
                rate=rate,
                band=band(rate, amber=facts.amber_below, red=facts.red_below),
            )
            for side, rate in pairs
        ]
    return tuple(rows)


def question_rows(facts: CohortFacts) -> tuple[QuestionRow, ...]:
    """Every five-point question, both sides, mid-term and end."""
    asked = {(each.side, each.moment): each.people for each in facts.asked}
    return tuple(
        _question_row(facts, question, asked[side, moment], side, moment)
        for moment in MOMENTS
        for question in QUESTIONS
        for side in SIDES_IN_ORDER
        if (side, moment) in asked
        and question in asked_of(side, moment)
        and question.scale in WORDS
    )


def _question_row(
    facts: CohortFacts,
    question: Question,
    asked: int,
    side: Role,
    moment: Moment,
) -> QuestionRow:
    points = distribution(_points(of(facts, side, moment), question.code))
    share = total_share(points.top, facts.smallest_group)
    return QuestionRow(
        code=question.code,
        level=question.level,
        label=question.short,
        side=side,
        moment=moment,
        points=points if share else None,
        share=share,
        bounds=if_all_had_answered(share, asked) if share else None,
        published=PUBLISHED.get(question.code),
        change=_change(facts, question.code, share, side, moment),
    )


def _points(responses: Iterable[Response], code: str) -> list[int]:
    return [each.points[code] for each in responses if code in each.points]


def _change(
    facts: CohortFacts, code: str, now: Share | None, side: Role, moment: Moment
) -> Change | None:
    if facts.earlier is None or now is None or code not in COMPARED:
        return None
    points = _points(of(facts.earlier, side, moment), code)
    smallest = max(facts.smallest_group, facts.earlier.smallest_group)
    before = total_share(distribution(points).top, smallest)
    interval = difference(now, before) if before else None
    if before is None or interval is None:
        return None
    return Change(before=before, value=now.k / now.n - before.k / before.n, interval=interval)


def choice_rows(facts: CohortFacts) -> tuple[ChoiceRow, ...]:
    """What helped and what to change, at the end, the most frequent first.

    Who ticked a choice is a group too: one that fewer than the threshold ticked is left out.
    """
    rows = []
    for side in SIDES_IN_ORDER:
        responses = of(facts, side, Moment.END)
        for question in asked_of(side, Moment.END):
            ticked = [
                each.choices[question.code] for each in responses if each.choices.get(question.code)
            ]
            if question.scale is not Scale.CHOICES or len(ticked) < facts.smallest_group:
                continue
            found = [
                ChoiceRow(
                    code=question.code,
                    label=question.short,
                    side=side,
                    choice=words,
                    share=share_of(choice in ticks for ticks in ticked),
                )
                for choice, words in question.choices.items()
            ]
            named = [row for row in found if row.share.k >= facts.smallest_group]
            rows += sorted(named, key=lambda row: -row.share.k)
    return tuple(rows)


def group_tables(facts: CohortFacts) -> tuple[GroupTable, ...]:
    """The two headline questions at the end, by each dimension, one side at a time.

    A group hidden in one of the two questions is hidden in both. Who gave no group is a group.
    """
    tables = []
    dimensions = dict.fromkeys(name for each in facts.responses for name in each.groups)
    for side in SIDES_IN_ORDER:
        responses = of(facts, side, Moment.END)
        for dimension in dimensions:
            shares = {code: _by_group(responses, dimension, code) for code in HEADLINES}
            sizes = {
                code: {group: share.n for group, share in groups.items()}
                for code, groups in shares.items()
            }
            patterns = same_pattern(sizes, facts.smallest_group)
            tables += [
                GroupTable(
                    code=code,
                    label=BY_CODE[code].short,
                    side=side,
                    dimension=dimension,
                    cells=suppress_shares(
                        shares[code], patterns[code] if patterns else None, facts.smallest_group
                    ),
                )
                for code in HEADLINES
                if len(shares[code]) > 1
            ]
    return tuple(tables)


def _by_group(responses: Iterable[Response], dimension: str, code: str) -> Mapping[str, Share]:
    answers: dict[str, list[bool]] = defaultdict(list)
    for each in responses:
        if code in each.points:
            answers[each.groups.get(dimension) or NOT_GIVEN].append(each.points[code] >= TOP)
    return {group: share_of(answers[group]) for group in sorted(answers)}
