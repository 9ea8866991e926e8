import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.mail.addresses import (
    Mailbox,
    display_name,
    has_controls,
    key,
    mailbox,
    normalise,
    parse,
    readable,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("anna@example.org", Mailbox("", "anna@example.org")),
        ("  anna@EXAMPLE.org\n", Mailbox("", "anna@example.org")),
        ("Anna Berg <anna@example.org>", Mailbox("Anna Berg", "anna@example.org")),
        ('"Berg, Anna" <anna@example.org>', Mailbox("Berg, Anna", "anna@example.org")),
        ("Jörg Öz<joerg@example.org>", Mailbox("Jörg Öz", "joerg@example.org")),
        ("<anna@example.org>", Mailbox("", "anna@example.org")),
    ],
)
def test_an_address_is_read_as_people_write_it(typed: str, expected: Mailbox) -> None:
    assert parse(typed) == expected


def test_the_domain_travels_in_ascii_and_is_shown_in_its_own_script() -> None:
    address = normalise("Joerg@MÜLLER.de")

    assert address == "Joerg@xn--mller-kva.de"
    assert readable(address) == "Joerg@müller.de"


def test_what_cannot_be_shown_in_its_own_script_is_shown_as_it_is() -> None:
    assert readable("joerg@xn--.example") == "joerg@xn--.example"


def test_capital_letters_do_not_make_another_inbox() -> None:
    assert key(normalise("Anna.Berg@Example.org")) == key(normalise("anna.berg@example.ORG"))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "anna@localhost",
        "anna@example.org, ben@example.org",
        "anna@example.org\r\nBcc: ben@example.org",
        "jörg@example.org",
        "Anna <anna@example.org> <ben@example.org>",
        "Anna <>",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 250}.org",
        "anna@exa mple.org",
        "anna@[127.0.0.1]",
    ],
)
def test_what_mail_cannot_be_sent_to_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(BadInput, match="not a usable email address"):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Anna \t Berg ", "Anna Berg"),
        ("Anna\r\nBcc: ben@example.org", "Anna Bcc: ben@example.org"),
        ("Anna\x00\x1b[31m Berg\u2028", "Anna [31m Berg"),
        ("\u202egreB\u202c Anna", "greB Anna"),
        ("Jo\u0308rg", "Jörg"),
        ("\ud800Anna", "Anna"),
        ("a" * 300, "a" * 200),
        ("", ""),
    ],
)
def test_a_display_name_is_one_clean_line(typed: str, shown: str) -> None:
    assert display_name(typed) == shown


@given(st.text())
def test_any_text_becomes_a_name_that_a_header_can_hold(typed: str) -> None:
    name = display_name(typed)

    assert mailbox(typed, "anna@example.org") == Mailbox(name, "anna@example.org")
    assert not has_controls(name)
    assert display_name(name) == name


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Anna\nBcc: x", "anna@example.org"),
        ("Anna\u2028", "anna@example.org"),
        ("\ud800", "anna@example.org"),
        ("Anna", "anna@example.org\r\nBcc: ben@example.org"),
        ("Anna", "anna@example.org>"),
        ("Anna", "jörg@example.org"),
        ("Anna", "anna"),
    ],
)
def test_a_mailbox_that_could_break_a_header_cannot_be_made(name: str, address: str) -> None:
    with pytest.raises(BadInput, match="header"):
        Mailbox(name, address)
