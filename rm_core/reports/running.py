"""How the cohort ran: who came how far, what was sought, what was sent."""

from collections import defaultdict
from collections.abc import Mapping
from statistics import fmean

from rm_core.program.goals import LEVELS, Attained, GoalKind, attained
from rm_core.program.outcomes import Distribution, Moment
from rm_core.program.people import Role
from rm_core.program.shares import Share, share_of
from rm_core.program.suppression import suppress_shares, suppress_sizes
from rm_core.reports.facts import CohortFacts, Rating, Stage
from rm_core.reports.published import (
    CountTable,
    FavourRow,
    FunnelRow,
    GoalRow,
    GroupTable,
    MatchRow,
    MetRow,
    PulseRow,
    TopicRow,
)
from rm_core.reports.words import STAGES

TENTHS = 10


def funnel_rows(facts: CohortFacts) -> tuple[FunnelRow, ...]:
    """People by stage. These are counts of what happened, not of what anyone said.

    The sides are told apart only if, wherever both began, both are large enough.
    """
    first = facts.funnel[0] if facts.funnel else None
    told_apart = first is not None and min(first.mentors, first.mentees) >= facts.smallest_group
    return tuple(
        FunnelRow(
            stage=each.stage,
            people=each.mentors + each.mentees,
            mentors=each.mentors if told_apart else None,
            mentees=each.mentees if told_apart else None,
        )
        for each in facts.funnel
    )


def met_rows(facts: CohortFacts) -> tuple[MetRow, ...]:
    """Confirmed pairings that met at least 1, 2, … times, up to what was planned or held."""
    if not facts.meetings_held:
        return ()
    most = max(facts.planned_meetings, *facts.meetings_held)
    return tuple(
        MetRow(times, share_of(held >= times for held in facts.meetings_held))
        for times in range(1, most + 1)
    )


def count_table(name: str, counts: Mapping[str, int], smallest: int) -> CountTable:
    """Counts with their total, as far as both may be seen."""
    total = sum(counts.values())
    visible = total >= smallest or total == 0
    return CountTable(
        name=name,
        total=total if visible else None,
        cells=suppress_sizes(counts, smallest) if visible else None,
    )


def on_track(facts: CohortFacts) -> Share | None:
    """Confirmed pairings that ended on track; None if either they or the others are too few."""
    share = Share(facts.health.get("on track", 0), sum(facts.health.values()))
    enough = facts.smallest_group <= share.k <= share.n - facts.smallest_group
    return share if enough else None


def drop_out_tables(facts: CohortFacts) -> tuple[CountTable, ...]:
    """Why people came no further than each stage."""
    stages: dict[Stage, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in facts.drop_outs:
        stages[each.after][each.reason] += each.people
    return tuple(
        count_table(STAGES[stage], reasons, facts.smallest_group)
        for stage, reasons in stages.items()
    )


def topic_rows(facts: CohortFacts) -> tuple[TopicRow, ...]:
    """Topics that enough people sought or offered to be named, the most sought first."""
    small = facts.smallest_group
    rows = [
        TopicRow(
            title=each.title,
            needs=each.needs if each.needs >= small else None,
            offers=each.offers if each.offers >= small else None,
            is_short=each.needs >= small and each.offers < each.needs,
        )
        for each in facts.topics
    ]
    named = [row for row in rows if row.needs is not None or row.offers is not None]
    return tuple(sorted(named, key=lambda row: (-(row.needs or 0), -(row.offers or 0), row.title)))


def match_row(facts: CohortFacts) -> MatchRow | None:
    """What the optimiser did, its scores counted by tenths."""
    run = facts.match
    if run is None:
        return None
    counts = [0] * TENTHS
    for score in run.scores:
        counts[max(0, min(int(score * TENTHS), TENTHS - 1))] += 1
    pairs = len(run.scores)
    return MatchRow(
        pairs=pairs,
        objective=run.objective,
        bound=run.bound,
        gap=run.gap,
        certificate=run.certificate,
        scores=tuple(counts),
        crossed={name: Share(crossed, pairs) for name, crossed in run.crossed.items()},
    )


def pulse_rows(facts: CohortFacts) -> tuple[PulseRow, ...]:
    """How each pulse went, from the threshold of answers up."""
    rows = []
    for each in sorted(facts.pulses, key=lambda pulse: (pulse.day, pulse.side)):
        enough = len(each.answers) >= facts.smallest_group
        rows.append(
            PulseRow(
                day=each.day,
                side=each.side,
                rate=Share(len(each.answers), each.asked)
                if each.asked >= facts.smallest_group
                else None,
                share=share_of(answer >= 4 for answer in each.answers) if enough else None,
            )
        )
    return tuple(rows)


def favour_rows(facts: CohortFacts) -> tuple[FavourRow, ...]:
    """Thanks and favours, of enough pairings."""
    favours = facts.favours
    if favours is None or favours.pairings < facts.smallest_group:
        return ()
    return (
        FavourRow("thanked", Share(favours.thanked, favours.pairings)),
        FavourRow("pledged", Share(favours.pledged, favours.pairings)),
        FavourRow("returned", Share(favours.returned, favours.pairings)),
    )


def goal_rows(facts: CohortFacts) -> tuple[GoalRow, ...]:
    """Goals by side and moment, where enough pairings rated theirs."""
    rows = []
    for moment in Moment:
        for side in reversed(Role):
            rated = [each for each in facts.ratings if (each.side, each.moment) == (side, moment)]
            summed = _attained(rated)
            if summed.pairings < facts.smallest_group:
                continue
            counts = [sum(each.level == level for each in rated) for level in LEVELS]
            levels = Distribution((counts[0], counts[1], counts[2], counts[3], counts[4]))
            rows.append(GoalRow(side=side, moment=moment, attained=summed, levels=levels))
    return tuple(rows)


def _attained(ratings: list[Rating]) -> Attained:
    pairings: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for each in ratings:
        pairings[each.pairing].append((each.weight, each.level))
    return attained(pairings)


def goal_kinds(facts: CohortFacts) -> GroupTable | None:
    """Pairings that reached what they hoped for, by kind of goal.

    A pairing counts once in each kind, with the mean of all its final ratings of that kind.
    """
    levels: dict[GoalKind, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for each in facts.ratings:
        if each.moment is Moment.END:
            levels[each.kind][each.pairing].append(each.level)
    shares = {
        str(kind): share_of(fmean(rated) >= 0 for rated in levels[kind].values())
        for kind in GoalKind
        if kind in levels
    }
    if not shares:
        return None
    sizes = suppress_sizes({kind: share.n for kind, share in shares.items()}, facts.smallest_group)
    return GroupTable(
        code="goal_kinds",
        label="Reached as hoped or better",
        side=None,
        dimension="kind of goal",
        cells=suppress_shares(shares, sizes, facts.smallest_group),
    )


def goals_agreed(facts: CohortFacts) -> Share | None:
    """Final ratings on which both sides are at most one level apart; None of too few pairings."""
    sides: dict[tuple[int, int], dict[Role, int]] = defaultdict(dict)
    for each in facts.ratings:
        if each.moment is Moment.END:
            sides[each.pairing, each.goal][each.side] = each.level
    both = {key: rated for key, rated in sides.items() if len(rated) == len(Role)}
    if len({pairing for pairing, _ in both}) < facts.smallest_group:
        return None
    return share_of(abs(rated[Role.MENTOR] - rated[Role.MENTEE]) <= 1 for rated in both.values())
