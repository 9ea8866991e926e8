"""Addresses, zones, levels, languages and roles, as they stand in HR exports."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from rm_core.program.people import Role
from rm_core.program.roster_addresses import Addresses
from rm_core.program.roster_words import languages_of, level_of, roles_of
from rm_core.program.roster_zones import available, zone_meant, zone_of


@pytest.mark.parametrize(
    ("cell", "fix"),
    [
        ("ann@example", "did you mean ann@example.com?"),
        ("ann@example,com", "did you mean ann@example.com?"),
        ("ann(at)example.com", "did you mean ann@example.com?"),
        ("ann @example.com", "did you mean ann@example.com?"),
        ("mailto:ann@example.com", "did you mean ann@example.com?"),
        ("Ann Bo <ann@example.com>", "did you mean ann@example.com?"),
        ("ann..bo@example.com", "did you mean ann.bo@example.com?"),
        ("jörg@example.com", "did you mean joerg@example.com?"),
        ("ann", "did you mean ann@example.com?"),
        ("ann@gmial.com", "did you mean ann@gmail.com?"),
        ("ann@partner.con", "did you mean ann@partner.com?"),
        ("ann@gmail,con", "did you mean ann@gmail.com?"),
        ("@", ""),
        ("a@b@c.test", ""),
        ("x" * 65 + "@example.com", ""),
        ("ann@" + "x" * 250 + ".com", ""),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_with_what_was_meant(
    cell: str, fix: str
) -> None:
    verdict = Addresses(["x@example.com"] * 10).judge(cell)

    assert (verdict.address, bool(verdict.what), verdict.fix) == ("", True, fix)


def test_a_domain_one_letter_from_the_own_one_is_remarked() -> None:
    addresses = Addresses(["x@example.com"] * 10 + ["y@exmaple.com"])

    verdict = addresses.judge("y@exmaple.com")

    assert verdict.address == "y@exmaple.com"
    assert verdict.fix == "did you mean y@example.com?"


def test_an_international_domain_comes_back_as_ascii() -> None:
    assert Addresses([]).judge("ann@Exämple.de").address == "ann@xn--exmple-cua.de"


LOCALS = st.text("aB9._%+'-=!#\"@ \\ö", max_size=20) | st.text("a.", min_size=60, max_size=70)


DOMAINS = st.sampled_from(["example.com", "x.test", "exämple.de", "a", "", "-a.com", "A.ORG."])


@given(LOCALS, DOMAINS)
def test_the_quick_way_for_known_domains_decides_as_the_library_does(
    local: str, domain: str
) -> None:
    try:
        expected = validate_email(
            f"{local}@{domain}",
            check_deliverability=False,
            allow_smtputf8=False,
            test_environment=True,
            strict=True,
        ).ascii_email
    except EmailNotValidError:
        expected = ""

    assert Addresses([]).judge(f"{local}@{domain}").address == expected


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("GMT Standard Time", "Europe/London"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern", "Europe/Amsterdam"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("München", "Europe/Berlin"),
        ("Bangalore", "Asia/Kolkata"),
        ("new york", "America/New_York"),
        ("UTC", "UTC"),
    ],
)
def test_zones_are_known_as_people_and_systems_write_them(words: str, zone: str) -> None:
    assert zone_of(words) == zone


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("EST", "did you mean America/New_York?"),
        ("CET", "did you mean Europe/Berlin?"),
        ("IST", "did you mean Asia/Kolkata, Europe/Dublin or Asia/Jerusalem?"),
        ("Lodnon", "did you mean Europe/London?"),
        ("Europa/Berlin", "did you mean Europe/Berlin?"),
        ("UTC+1", "an offset knows no summer time; name a zone such as Europe/Berlin"),
        ("+05:30", "an offset knows no summer time; name a zone such as Europe/Berlin"),
        ("the moon", "use an IANA name such as Europe/Berlin"),
        ("../../etc/passwd", "use an IANA name such as Europe/Berlin"),
    ],
)
def test_words_that_are_no_zone_get_advice(words: str, advice: str) -> None:
    assert (zone_of(words), zone_meant(words)) == (None, advice)


@given(st.text(max_size=40))
def test_a_zone_found_is_always_a_real_one(words: str) -> None:
    assert zone_of(words) in {None, *available()}


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("1", 1),
        ("3.0", 3),
        ("Level 4", 4),
        ("L5", 5),
        ("Trainee", 1),
        ("Auszubildende", 1),
        ("débutante", 1),
        ("Fachkraft", 2),
        ("8 Individual Contributor", 2),
        ("Senior Engineer", 3),
        ("Team Lead", 4),
        ("Associate Director", 5),
        ("Senior Manager", 5),
        ("Vice-President", 6),
        ("Geschäftsführerin", 6),
        ("0", None),
        ("99", None),
        ("-1", None),
        ("IC4", None),
        ("²", None),
        ("", None),
    ],
)
def test_levels_are_numbers_or_words(words: str, level: int | None) -> None:
    assert level_of(words) == level


@pytest.mark.parametrize(
    ("words", "codes", "unknown"),
    [
        ("English; Deutsch", ("en", "de"), ()),
        ("de-DE, en_gb", ("de-DE", "en-GB"), ()),
        ("German (native) & French", ("de", "fr"), ()),
        ("en, en, English", ("en",), ()),
        ("Klingon, en", ("en",), ("Klingon",)),
        ("", (), ()),
    ],
)
def test_languages_are_names_or_codes(
    words: str, codes: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert languages_of(words) == (codes, unknown)


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("Mentor", {Role.MENTOR}),
        ("mentee", {Role.MENTEE}),
        ("both", set(Role)),
        ("Mentor/Mentee", set(Role)),
        ("Mentorin und Mentee", set(Role)),
        ("captain", None),
        ("mentor, captain", None),
    ],
)
def test_roles_are_hints(words: str, roles: set[Role] | None) -> None:
    assert roles_of(words) == roles
