"""Signed links: what lets somebody answer one question without a login.

A token reads `<key id>.<signature>.<id and expiry>.<purpose>`. It names no person, and it is
checked before any row is read. It ends with a letter or a digit, so that no mail program cuts it
short at a full stop.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from uuid import UUID

from itsdangerous import Signer
from itsdangerous.signer import HMACAlgorithm, SigningAlgorithm

from rm_core.errors import LinkExpired, LinkInvalid, SetupBroken

SECRET_BYTES_AT_LEAST = 32
TOKEN_LENGTH_AT_MOST = 128
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_KEY_ID = re.compile(r"[a-z0-9]{1,8}")
_PURPOSE = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_PURPOSE_LENGTH_AT_MOST = 40


class _Short(SigningAlgorithm):
    """HMAC-SHA-256 cut to 144 bits (RFC 2104, section 5): 24 characters with none to spare."""

    def __init__(self) -> None:
        self._whole = HMACAlgorithm(sha256)

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return self._whole.get_signature(key, value)[:18]


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets that links are signed with, by key id.

    `current` signs; every key here is still believed, so a key is retired by taking it out once
    its last link has expired. A secret has at least 32 bytes and appears in no text of this object.

    Raises:
        SetupBroken: a key id or a secret does not fit.
    """

    current: str
    secrets: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        for key_id, secret in self.secrets.items():
            if not _KEY_ID.fullmatch(key_id):
                message = f"link key id {key_id!r}: expected 1 to 8 of a-z and 0-9"
                raise SetupBroken(message)
            if len(secret) < SECRET_BYTES_AT_LEAST:
                message = (
                    f"link key {key_id!r} has {len(secret)} bytes, "
                    f"expected at least {SECRET_BYTES_AT_LEAST}: draw a new one at random"
                )
                raise SetupBroken(message)
        if self.current not in self.secrets:
            message = f"the current link key {self.current!r} is not among {sorted(self.secrets)}"
            raise SetupBroken(message)
        object.__setattr__(self, "secrets", MappingProxyType(dict(self.secrets)))


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link that we signed says: ids only, `expires_at` in UTC and whole seconds."""

    purpose: str
    link_id: UUID
    expires_at: datetime


def keys_from(text: str) -> Keys:
    """Read `id:secret` pairs as a deployment writes them, parted by commas, the current first.

    Raises:
        SetupBroken: a pair cannot be read; the secret is not repeated in the message.
    """
    secrets: dict[str, bytes] = {}
    for number, pair in enumerate(text.split(","), start=1):
        key_id, colon, secret = pair.strip().partition(":")
        if not colon:
            message = f"link key {number}: expected `id:secret`, found no colon"
            raise SetupBroken(message)
        if key_id in secrets:
            message = f"link key {number}: the id {key_id!r} is there twice"
            raise SetupBroken(message)
        secrets[key_id] = secret.encode()
    return Keys(next(iter(secrets)), secrets)


def sign(keys: Keys, purpose: str, link_id: UUID, expires_at: datetime) -> str:
    """The token of a link, about 65 characters, safe in any URL.

    `purpose` is which question it answers: a-z, 0-9, `-` and `_`, 40 at most. From the second
    `expires_at` on (aware; fractions are dropped) the link no longer works.

    Raises:
        ValueError: the purpose or the expiry cannot stand in a token.
    """
    if not _PURPOSE.fullmatch(purpose) or len(purpose) > _PURPOSE_LENGTH_AT_MOST:
        message = f"purpose {purpose!r}: expected up to 40 of a-z, 0-9, and - or _ between them"
        raise ValueError(message)
    seconds = (expires_at - EPOCH) // timedelta(seconds=1)
    if seconds < 0:
        message = f"a link cannot expire at {expires_at}, before 1970"
        raise ValueError(message)
    body = urlsafe_b64encode(link_id.bytes + seconds.to_bytes(5, "big")).decode()
    return _signed(keys, keys.current, body, purpose)


def read(keys: Keys, token: str, now: datetime) -> Claim:
    """What a link says, once we know that we signed it and that it still holds.

    Raises:
        LinkInvalid: we never signed this, or the key was retired.
        LinkExpired: we did, and its time is over; `recognise` still reads it.
    """
    claim = recognise(keys, token)
    if now >= claim.expires_at:
        message = f"link {claim.link_id} ({claim.purpose}) expired at {claim.expires_at}"
        raise LinkExpired(message)
    return claim


def recognise(keys: Keys, token: str) -> Claim:
    """What a link of ours says, expired or not: good only for offering a new one.

    Raises:
        LinkInvalid: we never signed this, or the key was retired.
    """
    parts = token.split(".") if len(token) <= TOKEN_LENGTH_AT_MOST else []
    if len(parts) != 4 or not token.isascii() or parts[0] not in keys.secrets:
        message = "this link is not one of ours, or it was cut short"
        raise LinkInvalid(message)
    key_id, _, body, purpose = parts
    # The whole text is compared, not what it decodes to: two spellings of one token cannot exist.
    if not hmac.compare_digest(token, _signed(keys, key_id, body, purpose)):
        message = "this link was changed or cut short"
        raise LinkInvalid(message)
    said = urlsafe_b64decode(body)
    expires_at = EPOCH + timedelta(seconds=int.from_bytes(said[16:], "big"))
    return Claim(purpose, UUID(bytes=said[:16]), expires_at)


def _signed(keys: Keys, key_id: str, body: str, purpose: str) -> str:
    signer = Signer(keys.secrets[key_id], salt="link", key_derivation="hmac", algorithm=_Short())
    signature = signer.get_signature(f"{key_id}.{body}.{purpose}").decode()
    return f"{key_id}.{signature}.{body}.{purpose}"
