"""The catalogue of emails is whole, and says what the folder says."""

import re

import pytest

from rm_core.mail.entries import Stage
from rm_core.mail.kinds import BOTH, CATALOGUE
from rm_core.mail.samples import samples
from rm_core.program.emails import LANES, Desk, EmailKind, Lane
from rm_core.program.people import Role
from tests.support.emails import FOLDER

PARTS = {"subject.txt", "body.txt", "body.html"}
PRACTICES = range(1, 93)


def test_every_kind_has_an_entry():
    assert set(CATALOGUE) == set(EmailKind)


def test_every_kind_has_its_folder_and_every_folder_its_kind():
    folders = {each.name for each in FOLDER.iterdir() if each.is_dir()}

    assert folders == {str(kind) for kind in EmailKind}


@pytest.mark.parametrize("kind", EmailKind)
def test_a_folder_holds_the_three_parts_and_nothing_else(kind):
    assert {each.name for each in (FOLDER / kind).iterdir()} == PARTS


@pytest.mark.parametrize("kind", EmailKind)
def test_every_kind_rests_on_practices_that_exist(kind):
    practices = CATALOGUE[kind].practices

    assert practices
    assert set(practices) <= set(PRACTICES)
    assert list(practices) == sorted(set(practices))


def test_no_email_cites_a_practice():
    cited = [path for path in FOLDER.glob("*/*") if re.search(r"practice \d", path.read_text())]

    assert cited == []


def test_the_stages_come_in_order():
    order = list(Stage)
    stages = [order.index(entry.stage) for entry in CATALOGUE.values()]

    assert stages == sorted(stages)
    assert set(stages) == set(range(len(order)))


def test_both_sides_hear_of_what_ends_or_binds_their_pairing():
    shared = {EmailKind.RELEASE, EmailKind.PARTNER_DECLINED, EmailKind.WRAP_UP, EmailKind.PAUSED}

    assert {CATALOGUE[kind].readers for kind in shared} == {BOTH}


def test_only_appointments_come_with_a_calendar():
    assert {kind for kind, entry in CATALOGUE.items() if entry.calendar} == {
        EmailKind.TRIAL_INVITATION,
        EmailKind.TRIAL_MOVED,
        EmailKind.TRIAL_CANCELLED,
        EmailKind.MEETING_SERIES,
        EmailKind.WRAP_UP,
    }


def test_every_reminder_can_be_unsubscribed_from():
    kept = {
        kind
        for kind in EmailKind
        if LANES.get(kind, Lane.REMINDER) is Lane.REMINDER and not CATALOGUE[kind].unsubscribable
    }

    assert kept == {
        EmailKind.MANAGER_CONSENT,
        EmailKind.WAITLIST,
        EmailKind.RELEASE,
        EmailKind.AGREEMENT,
        EmailKind.WRAP_UP,
    }


def test_nobody_but_participants_reads_of_a_verdict():
    private = {EmailKind.VERDICT, EmailKind.VERDICT_REMINDER, EmailKind.RELEASE}

    assert not {reader for kind in private for reader in CATALOGUE[kind].readers} & set(Desk)


@pytest.mark.parametrize("kind", EmailKind)
def test_samples_cover_every_reader_of_a_kind(kind):
    readers = {sample.facts.reader.role for sample in samples(kind)}

    assert readers == set(CATALOGUE[kind].readers)
    assert all(type(sample.facts) is CATALOGUE[kind].facts for sample in samples(kind))


def test_every_role_and_desk_reads_something():
    read = {reader for entry in CATALOGUE.values() for reader in entry.readers}

    assert read == {*Role, *Desk}
