"""Email addresses in an export: which can be taken, and what a mistyped one probably means."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from rm_core.program.sheets import shown

MAIN_FROM = 10
"""So many addresses at one domain make it the organisation's own, if it has most of them."""

PROVIDERS: Mapping[str, str] = MappingProxyType(
    {
        wrong: right
        for right, wrongs in {
            "gmail.com": "gmial.com gmai.com gmal.com gamil.com gnail.com gmil.com gmaill.com "
            "gmail.co gmail.de gmail.org gmail.net",
            "googlemail.com": "googelmail.com goglemail.com googlemail.de",
            "hotmail.com": "hotmial.com hotmal.com hotmai.com hotmil.com hotnail.com",
            "outlook.com": "outlok.com outloook.com outlock.com oulook.com",
            "yahoo.com": "yaho.com yahooo.com yhaoo.com",
            "icloud.com": "iclod.com icoud.com icloud.de",
            "t-online.de": "t-onlin.de tonline.de",
        }.items()
        for wrong in wrongs.split()
    }
)
"""Domains that are nearly always a slip of the finger; mail there reaches a stranger."""

_ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("con", "cmo", "ocm", "comm", "vom", "xom", "cim", "coom"), "com"),
        **dict.fromkeys(("ogr", "orgg", "rog"), "org"),
        **dict.fromkeys(("nett", "ent"), "net"),
        "dee": "de",
    }
)
"""Last labels of domains that do not exist, and what was meant."""

_LOCAL = re.compile(r"[A-Za-z0-9_+'%&-]+(?:\.[A-Za-z0-9_+'%&-]+)*")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e"})
_SLIPS: tuple[tuple[str, str], ...] = (
    (r"^\s*(?:mailto:)?(?:.*<)?\s*([^<>]*?)\s*>?[\s.,;]*$", r"\1"),
    (r"\s*(?:\(at\)|\[at\]|\{at\}|\s+at\s+)\s*", "@"),
    (r"\s*(?:\(dot\)|\[dot\]|\s+dot\s+)\s*", "."),
    (r"\s+", ""),
    (r"@{2,}", "@"),
    (r"[,;](?=[^@]*$)", "."),
    (r"\.{2,}", "."),
    (r"\.@|@\.", "@"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one cell: an address to write to (empty: none), and what to say about it."""

    address: str = ""
    what: str = ""
    fix: str = ""


class Addresses:
    """Judges the addresses of one file; each domain is examined only once.

    `cells` are all addresses of the file as they stand in it: the domain that most of them share
    is the organisation's own, and others are compared with it.
    """

    def __init__(self, cells: Iterable[str]) -> None:
        self._counts = Counter(cell.rpartition("@")[2].casefold() for cell in cells if "@" in cell)
        self._own = _own(self._counts)
        self._domains: dict[str, str | None] = {}

    def judge(self, cell: str) -> Verdict:
        """Whether an address can be taken; the domain comes back in lower case and as ASCII."""
        local, _, domain = cell.rpartition("@")
        known = self._ascii_domain(domain)
        if known is None or len(local) > 64 or not _LOCAL.fullmatch(local):
            try:
                address = _validated(cell)
            except EmailNotValidError as error:
                return Verdict(what=f"{shown(cell)} is no address: {error}", fix=self._meant(cell))
        else:
            address = f"{local}@{known}"
        return self._unlikely(address) or Verdict(address=address)

    def _ascii_domain(self, domain: str) -> str | None:
        if domain not in self._domains:
            try:
                found = _validated(f"x@{domain}").rpartition("@")[2] if domain else None
            except EmailNotValidError:
                found = None
            self._domains[domain] = found if found and len(found) <= 180 else None
        return self._domains[domain]

    def _unlikely(self, address: str) -> Verdict | None:
        local, _, domain = address.rpartition("@")
        meant = PROVIDERS.get(domain)
        if meant is None and _ENDINGS.get(domain.rpartition(".")[2]):
            meant = _ending_mended(domain)
        if meant is not None and domain != self._own:
            what = f"{shown(address)}: {domain} looks mistyped, and mail there reaches a stranger"
            return Verdict(what=what, fix=f"did you mean {local}@{meant}?")
        if self._own and self._counts[domain] <= 2 and OSA.distance(domain, self._own) == 1:
            what = f"{domain} is only one letter away from {self._own}, which most addresses have"
            return Verdict(address=address, what=what, fix=f"did you mean {local}@{self._own}?")
        return None

    def _meant(self, cell: str) -> str:
        """The first mended form that is an address, as a question."""
        for candidate in self._mended(cell):
            try:
                return f"did you mean {_validated(candidate)}?"
            except EmailNotValidError:
                continue
        return ""

    def _mended(self, cell: str) -> Iterator[str]:
        text = cell[:320]
        for pattern, by in _SLIPS:
            text = re.sub(pattern, by, text, flags=re.IGNORECASE)
            yield self._whole(text)
        yield self._whole(text.translate(_UMLAUTS))

    def _whole(self, text: str) -> str:
        """The address with its domain completed from the organisation's own, or corrected."""
        local, sign, domain = text.rpartition("@")
        if not sign:
            return f"{text}@{self._own}" if self._own and self._own not in text else text
        if self._own and "." not in domain and self._own.startswith(f"{domain.casefold()}."):
            domain = self._own
        return f"{local}@{PROVIDERS.get(domain.casefold()) or _ending_mended(domain)}"


def _validated(address: str) -> str:
    """The address with an ASCII domain. Nothing is looked up; reserved test domains pass.

    Letters outside ASCII before the @ are refused: many mail servers cannot deliver there.

    Raises:
        EmailNotValidError: it is no address.
    """
    found = validate_email(
        address,
        check_deliverability=False,
        allow_smtputf8=False,
        test_environment=True,
        strict=True,
    )
    return found.ascii_email or found.normalized


def _ending_mended(domain: str) -> str:
    rest, dot, ending = domain.rpartition(".")
    return f"{rest}{dot}{_ENDINGS.get(ending.casefold(), ending)}"


def _own(counts: Counter[str]) -> str:
    """The domain that most addresses have, or nothing when there is no such domain."""
    if not counts:
        return ""
    domain, times = counts.most_common(1)[0]
    return domain if times >= MAIN_FROM and times * 2 > counts.total() and "." in domain else ""
