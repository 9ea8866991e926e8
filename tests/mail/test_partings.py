"""A pairing ends without blame: both read the same, and nobody learns who or why (B36)."""

import re
from dataclasses import replace

import pytest

from rm_core.mail.kinds import BOTH
from rm_core.mail.render import Rendered
from rm_core.mail.sample_cohort import PARTNERS, READERS
from rm_core.program.emails import EmailKind
from rm_core.program.people import Role
from tests.support.emails import body, words_of_html, written

both_sides = pytest.mark.parametrize("role", BOTH)

PARTINGS = (EmailKind.RELEASE, EmailKind.PARTNER_DECLINED, EmailKind.WRAP_UP)
BLAME = re.compile(
    r"declin|refus|reject|stop|drop|quit|silen|unsure|verdict|decided|chose|wish|want|withdr|"
    r"cancel|fail|unfortunately|sorry|regret|because|unsuitable|mismatch|problem",
    re.IGNORECASE,
)


@pytest.mark.parametrize("kind", PARTINGS)
@both_sides
@pytest.mark.parametrize("much", [True, False])
def test_no_parting_letter_hints_at_who_or_why(kind, role, much):
    email = written(kind, role, much=much)

    assert BLAME.findall(email.subject + body(email)) == []
    assert BLAME.findall(words_of_html(email.html.partition('<div class="foot"')[0])) == []


def test_the_words_of_blame_would_be_found():
    assert BLAME.findall(body(written(EmailKind.VERDICT, Role.MENTEE)))


@pytest.mark.parametrize("kind", PARTINGS)
@pytest.mark.parametrize("much", [True, False])
def test_both_get_the_same_parting_letter_but_for_the_names(kind, much):
    mentee, mentor = (
        written(kind, role, much=much, reader=replace(READERS[role], zone=READERS[BOTH[0]].zone))
        for role in BOTH
    )

    assert _unnamed(mentee) == _unnamed(mentor)


def _unnamed(email: Rendered) -> tuple[str, str, str]:
    names = re.compile(r"Helen Brandt|Samir Haddad|Helen|Samir")
    text = " ".join(names.sub("N", email.text).split())
    return names.sub("N", email.subject), text, names.sub("N", email.html)


def test_a_stop_and_a_silence_are_told_to_nobody():
    for kind in (EmailKind.VERDICT, EmailKind.VERDICT_REMINDER):
        for role in BOTH:
            other = PARTNERS[role.other, True].given_name
            assert f"{other} will not see it" in body(written(kind, role))
