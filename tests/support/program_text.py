"""A sound program file as text, and ways to break it."""

import pytest

from rm_core.errors import BadFile
from rm_core.program.document import parse

SOUND = """\
key: spring-2027
title: Reverse mentoring
organisation: Example Company
goal:
  statement: Leaders know how newer colleagues see us
  metric: Leaders who use the workspace weekly
  baseline: 35
  target: 60
  owner: Head of People
sponsor: {name: Alex Sponsor, email: alex@example.org}
coordinator: {name: Kim Coordinator, email: kim@example.org}
concern_contact: {name: Robin Ombud, email: robin@example.org}
dates:
  enrolment_opens: 2027-01-11
  enrolment_closes: 2027-02-05
  matching: 2027-02-08
  trial_ends: 2027-03-19
  ends: 2027-09-17
"""


def problems(text: str, **given: object) -> list[str]:
    with pytest.raises(BadFile) as caught:
        parse(text, "p.yaml", **given)  # type: ignore[arg-type]
    return [str(problem) for problem in caught.value.problems]


def with_line(line: str) -> str:
    return f"{SOUND}{line}\n"


def instead(old: str, new: str) -> str:
    assert SOUND.count(old) == 1
    return SOUND.replace(old, new)
