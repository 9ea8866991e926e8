"""Seniority, languages and roles as HR systems and people write them."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from rm_core.program.people import Role
from rm_core.program.roster_headings import plain

TOP_BAND = 30
"""No scheme that we know of has more bands."""

_BANDS = """\
1: intern, trainee, apprentice, junior, graduate, entry, entry level, early career, starter
1: working student, Werkstudent, Werkstudentin, Auszubildender, Auszubildende, Azubi, Praktikant
1: Praktikantin, Volontär, Volontärin, Berufseinsteiger, Berufseinsteigerin, alternant, alternante
1: stagiaire, apprenti, apprentie, débutant, débutante
2: professional, associate, specialist, analyst, intermediate, mid, mid level, experienced, regular
2: individual contributor, assistant, Fachkraft, Sachbearbeiter, Sachbearbeiterin, Spezialist
2: Spezialistin, employé, employée, employee, collaborateur, collaboratrice
3: senior, principal, expert, Experte, Expertin, confirmé, confirmée, expérimenté, expérimentée
4: lead, team lead, teamlead, manager, supervisor, Teamleiter, Teamleiterin, Teamleitung
4: Gruppenleiter, Gruppenleiterin, Gruppenleitung, chef d'équipe, cheffe d'équipe, cadre
5: director, head, senior manager, Direktor, Direktorin, Abteilungsleiter, Abteilungsleiterin
5: Abteilungsleitung, Bereichsleiter, Bereichsleiterin, Bereichsleitung, directeur, directrice
6: executive, chief, vice president, VP, SVP, EVP, president, managing director, C-level, board
6: CEO, CFO, COO, CTO, CIO, CHRO, CPO, Vorstand, Geschäftsführer, Geschäftsführerin
6: Geschäftsführung, directeur général, directrice générale, dirigeant, dirigeante
"""

BANDS: Mapping[str, int] = MappingProxyType(
    {plain(word): int(line[0]) for line in _BANDS.splitlines() for word in line[2:].split(",")}
)
"""Words for the seniority bands: 1 starts out, 4 leads a team, 6 leads the organisation."""

_LANGUAGES = """\
ar Arabic Arabisch arabe العربية|bg Bulgarian Bulgarisch bulgare|bn Bengali Bangla|ca Catalan
cs Czech Tschechisch tchèque Čeština|da Danish Dänisch danois Dansk|de German Deutsch allemand
el Greek Griechisch grec|en English Englisch anglais|es Spanish Spanisch espagnol Español
et Estonian|eu Basque|fa Persian Farsi Persisch|fi Finnish Finnisch finnois Suomi
fr French Französisch français|ga Irish|gu Gujarati|he Hebrew Hebräisch hébreu
hi Hindi|hr Croatian Kroatisch croate|hu Hungarian Ungarisch hongrois|id Indonesian Indonesisch
it Italian Italienisch italien Italiano|ja Japanese Japanisch japonais 日本語|kn Kannada
ko Korean Koreanisch coréen|lt Lithuanian|lv Latvian|ml Malayalam|mr Marathi|ms Malay
nb Norwegian Norwegisch norvégien Norsk no|nl Dutch Niederländisch néerlandais Nederlands
pa Punjabi|pl Polish Polnisch polonais Polski|pt Portuguese Portugiesisch portugais Português
ro Romanian Rumänisch roumain|ru Russian Russisch russe|sk Slovak Slowakisch|sl Slovenian
sq Albanian|sr Serbian Serbisch serbe|sv Swedish Schwedisch suédois Svenska|sw Swahili
ta Tamil|te Telugu|th Thai|tl Tagalog Filipino|tr Turkish Türkisch turc Türkçe
uk Ukrainian Ukrainisch ukrainien|ur Urdu|vi Vietnamese Vietnamesisch vietnamien
zh Chinese Chinesisch chinois Mandarin 中文|af Afrikaans"""

LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        plain(word): entry.split()[0]
        for entry in _LANGUAGES.replace("\n", "|").split("|")
        for word in entry.split()
    }
)
"""Plain names of languages, in English, German, French and their own, to ISO 639-1 codes."""

_ROLES: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "mentor": frozenset({Role.MENTOR}),
        "mentorin": frozenset({Role.MENTOR}),
        "mentore": frozenset({Role.MENTEE}),
        "mentoree": frozenset({Role.MENTEE}),
        "mentee": frozenset({Role.MENTEE}),
        "both": frozenset(Role),
        "beides": frozenset(Role),
        "beide": frozenset(Role),
        "les deux": frozenset(Role),
    }
)

_NUMBER = re.compile(r"(?:level|grade|band|stufe|ebene|niveau|job level|l|g)?\s*(\d{1,4})(?:\.0)?")
_TAG = re.compile(r"^([A-Za-z]{2,3})[-_]([A-Za-z]{2}|\d{3}|[A-Z][a-z]{3})$")
_BRACKETS = re.compile(r"\([^)]*\)")


@lru_cache(maxsize=4096)
def level_of(words: str) -> int | None:
    """The seniority band that a number or a title's words mean, 1 being the entry; or None.

    Words go before numbers, because some systems count their levels from the top. The highest
    word counts: an associate director is a director.
    """
    tokens = plain(words).split()
    said = {" ".join(tokens[i : i + n]) for n in (1, 2, 3) for i in range(len(tokens))}
    found = max((BANDS[one] for one in said if one in BANDS), default=None)
    if found is not None:
        return found
    number = _NUMBER.fullmatch(words.strip().casefold())
    band = int(number[1]) if number else 0
    return band if 1 <= band <= TOP_BAND else None


@lru_cache(maxsize=4096)
def languages_of(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The languages of a cell as BCP 47 codes in their order, and the words that are none."""
    found: dict[str, None] = {}
    unknown: list[str] = []
    for word in re.split(r"[,;/|\n&+]| and | und | et ", _BRACKETS.sub(" ", words)):
        if not word.strip():
            continue
        code = _language(word.strip())
        if code is None:
            unknown.append(word.strip())
        else:
            found[code] = None
    return tuple(found), tuple(unknown)


@lru_cache(maxsize=4096)
def roles_of(words: str) -> frozenset[Role] | None:
    """The roles that a hint names; None when it names none that we know."""
    said = plain(words)
    if said in _ROLES:
        return _ROLES[said]
    parts = [_ROLES.get(part) for part in re.split(r" and | und | et | or | oder | ou | ", said)]
    found = frozenset(role for part in parts if part for role in part)
    return found if parts and None not in parts else None


def _language(word: str) -> str | None:
    tag = _TAG.match(word)
    if tag and tag[1].lower() in LANGUAGES.values():
        region = tag[2].title() if len(tag[2]) == 4 else tag[2].upper()
        return f"{tag[1].lower()}-{region}"
    name = plain(word)
    return LANGUAGES.get(name) or LANGUAGES.get(name.partition(" ")[0])
