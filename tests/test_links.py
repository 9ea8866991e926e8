import string
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import LinkExpired, LinkInvalid, SetupBroken
from rm_core.links import Claim, Keys, keys_from, read, recognise, sign

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
LINK = UUID("6f1c5a52-6c0e-5b56-9a57-0d5f6f2a7d11")
OLD = Keys("k1", {"k1": b"1" * 32})
BOTH = Keys("k2", {"k1": b"1" * 32, "k2": b"2" * 32})
NEW = Keys("k2", {"k2": b"2" * 32})

purposes = st.from_regex(r"[a-z0-9]{1,12}(?:[_-][a-z0-9]{1,12}){0,2}", fullmatch=True)
expiries = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001
    datetime(9999, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(purposes, st.uuids(), expiries)
def test_a_link_says_what_was_signed(purpose: str, link_id: UUID, expires_at: datetime) -> None:
    token = sign(NEW, purpose, link_id, expires_at)

    assert recognise(NEW, token) == Claim(purpose, link_id, expires_at.replace(microsecond=0))


@given(st.data())
def test_a_link_with_one_character_changed_added_or_missing_is_refused(data: st.DataObject) -> None:
    token = sign(NEW, "verdict", LINK, TOMORROW)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != token[place]))

    for changed in (
        token[:place] + other + token[place + 1 :],
        token[:place] + other + token[place:],
        token[:place] + token[place + 1 :],
    ):
        if changed != token:
            with pytest.raises(LinkInvalid):
                read(NEW, changed, NOW)


def test_every_single_change_within_the_alphabet_of_links_is_refused() -> None:
    token = sign(NEW, "verdict", LINK, TOMORROW)
    alphabet = string.ascii_letters + string.digits + "-_.+/=~%"

    accepted = []
    for place, was in enumerate(token):
        for other in alphabet.replace(was, ""):
            try:
                read(NEW, token[:place] + other + token[place + 1 :], NOW)
            except LinkInvalid:
                continue
            accepted.append((place, other))

    assert accepted == []


@given(st.text())
def test_text_from_anywhere_is_refused_and_never_breaks_the_reader(token: str) -> None:
    with pytest.raises(LinkInvalid):
        read(NEW, token, NOW)


@pytest.mark.parametrize("token", ["", "....", "k2...", "k2" * 5_000_000, "k2.é.é.é", "k2.a.b.c"])
def test_broken_tokens_are_refused(token: str) -> None:
    with pytest.raises(LinkInvalid):
        read(NEW, token, NOW)


def test_a_link_works_until_the_second_it_expires_and_not_from_then_on() -> None:
    token = sign(NEW, "verdict", LINK, TOMORROW)

    assert read(NEW, token, TOMORROW - timedelta(microseconds=1)).link_id == LINK
    with pytest.raises(LinkExpired, match=str(LINK)):
        read(NEW, token, TOMORROW)


def test_an_expired_link_is_still_recognised_so_that_a_new_one_can_be_offered() -> None:
    token = sign(NEW, "verdict", LINK, NOW - timedelta(days=1))

    assert recognise(NEW, token) == Claim("verdict", LINK, NOW - timedelta(days=1))


def test_an_expired_link_that_was_tampered_with_is_invalid_not_expired() -> None:
    token = sign(NEW, "verdict", LINK, NOW - timedelta(days=1))

    with pytest.raises(LinkInvalid):
        read(NEW, token.replace("verdict", "consent"), NOW)


def test_links_of_the_old_key_work_until_the_key_is_taken_out() -> None:
    token = sign(OLD, "pulse", LINK, TOMORROW)

    assert read(BOTH, token, NOW) == Claim("pulse", LINK, TOMORROW)
    with pytest.raises(LinkInvalid):
        read(NEW, token, NOW)


def test_the_current_key_signs() -> None:
    assert sign(BOTH, "pulse", LINK, TOMORROW) == sign(NEW, "pulse", LINK, TOMORROW)


def test_a_signature_cannot_be_moved_to_another_key_id() -> None:
    same = Keys("k1", {"k1": b"1" * 32, "k2": b"1" * 32})
    token = sign(same, "pulse", LINK, TOMORROW)

    with pytest.raises(LinkInvalid):
        read(same, token.replace("k1", "k2", 1), NOW)


def test_a_token_is_short_and_needs_no_escaping_and_ends_in_a_letter_or_digit() -> None:
    token = sign(NEW, "verdict", LINK, TOMORROW)

    assert len(token) == 64
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")
    assert token[-1].isalnum()


def test_a_token_holds_the_link_id_and_the_expiry_and_nothing_else() -> None:
    body = sign(NEW, "verdict", LINK, TOMORROW).split(".")[2]

    assert urlsafe_b64decode(body)[:16] == LINK.bytes
    assert len(urlsafe_b64decode(body)) == 21


@pytest.mark.parametrize("purpose", ["", "Verdict", "a.b", "a/b", "-a", "a-", "ä", "a" * 41, "a\n"])
def test_a_purpose_that_cannot_stand_in_a_token_is_refused(purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        sign(NEW, purpose, LINK, TOMORROW)


def test_the_longest_purpose_and_key_id_still_fit() -> None:
    keys = Keys("k2345678", {"k2345678": b"2" * 32})

    token = sign(keys, "a" * 40, LINK, TOMORROW)

    assert read(keys, token, NOW).purpose == "a" * 40


def test_a_time_before_1970_is_refused() -> None:
    with pytest.raises(ValueError, match="1970"):
        sign(NEW, "pulse", LINK, datetime(1969, 1, 1, tzinfo=UTC))


def test_secrets_do_not_show_in_the_text_of_keys() -> None:
    assert "2222" not in repr(NEW)


@pytest.mark.parametrize(
    ("current", "secrets", "says"),
    [
        ("k1", {"k1": b"short"}, "has 5 bytes"),
        ("k9", {"k1": b"1" * 32}, "not among"),
        ("K.1", {"K.1": b"1" * 32}, "key id"),
    ],
)
def test_keys_that_do_not_fit_are_refused(
    current: str, secrets: dict[str, bytes], says: str
) -> None:
    with pytest.raises(SetupBroken, match=says):
        Keys(current, secrets)


def test_keys_are_read_from_a_setting_with_the_current_first() -> None:
    assert keys_from(f"k2:{'2' * 32}, k1:{'1' * 32}") == BOTH


@pytest.mark.parametrize("text", ["", "k1", f"k1:{'1' * 32},", f"k1:{'1' * 32},k1:{'2' * 32}"])
def test_a_setting_that_cannot_be_read_is_refused_without_showing_a_secret(text: str) -> None:
    with pytest.raises(SetupBroken) as refused:
        keys_from(text)

    assert "1111" not in str(refused.value)
