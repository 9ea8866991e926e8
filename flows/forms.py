"""The form that Prefect shows when a run waits for a person.

What is wrong with an answer is said by the server while the form is still open (patterns), not by
a failed run afterwards.
"""

from typing import Annotated, Literal, Self

from prefect.input import RunInput
from pydantic import Field, StringConstraints

ID = r"[A-Za-z0-9][A-Za-z0-9._@-]*"
One = Annotated[str, StringConstraints(pattern=rf"^\s*{ID}\s*$")]
Two = Annotated[str, StringConstraints(pattern=rf"^\s*{ID}[\s,]+{ID}\s*$")]
Pair = tuple[str, str]


class Approval(RunInput):
    """An admin's decision on the proposed pairings of a cohort.

    `drop` and `swap` name proposals, `pin` and `forbid` name a mentor and a mentee, as the ids in
    the run's tables. Nothing typed here reaches a participant.
    """

    decision: Literal["approve", "approve_with_edits", "reject", "rerun"] = Field(
        title="Decision",
        description=(
            "approve: introduce all proposed pairs. approve_with_edits: apply the lists below,"
            " then introduce. rerun: propose again with the pins and bans below."
            " reject: introduce nobody; the cohort waits for your next run."
        ),
    )
    by: str = Field(
        title="Your name or initials",
        description="Recorded with the decision.",
        min_length=1,
        max_length=80,
    )
    reason: str = Field(
        default="",
        title="Reason",
        description="Recorded with the decision. For reject and rerun, say why.",
        max_length=2000,
    )
    drop: list[One] = Field(
        default_factory=list,
        title="Drop these proposals",
        description="One proposal id per item; both people go to the waitlist with priority.",
    )
    swap: list[Two] = Field(
        default_factory=list,
        title="Swap mentees between two proposals",
        description="Two proposal ids per item, with a space between: they exchange their mentees.",
    )
    pin: list[Two] = Field(
        default_factory=list,
        title="Pin these pairs",
        description="A mentor id and a mentee id per item, with a space between: pair these two.",
    )
    forbid: list[Two] = Field(
        default_factory=list,
        title="Forbid these pairs",
        description="A mentor id and a mentee id per item: never propose these two.",
    )

    @classmethod
    def about(cls, summary: str) -> type[Self]:
        """The form under a summary, in Markdown, of what is to be decided."""
        return cls.with_initial_data(description=summary)

    def drops(self) -> tuple[str, ...]:
        """Ids of proposals to drop."""
        return tuple(line.strip() for line in self.drop)

    def swaps(self) -> tuple[Pair, ...]:
        """Pairs of proposal ids whose mentees change places."""
        return tuple(map(_two, self.swap))

    def pins(self) -> tuple[Pair, ...]:
        """(mentor id, mentee id) to pair."""
        return tuple(map(_two, self.pin))

    def bans(self) -> tuple[Pair, ...]:
        """(mentor id, mentee id) never to propose."""
        return tuple(map(_two, self.forbid))


def _two(line: str) -> Pair:
    first, second = line.replace(",", " ").split()
    return first, second
