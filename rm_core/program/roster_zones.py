"""Time zones as people and systems write them, turned into IANA names.

Taken: IANA names in any case, city names in several languages, the zone names of Windows (as in
the Unicode CLDR table) and its long labels. Not taken: offsets and abbreviations, which say
nothing about summer time or mean several places; for those there is a suggestion.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from rm_core.program.roster_headings import plain

_WINDOWS = """\
Dateline Standard Time=Etc/GMT+12; Hawaiian Standard Time=Pacific/Honolulu
Alaskan Standard Time=America/Anchorage; Pacific Standard Time=America/Los_Angeles
US Mountain Standard Time=America/Phoenix; Mountain Standard Time=America/Denver
Central America Standard Time=America/Guatemala; Central Standard Time=America/Chicago
Central Standard Time (Mexico)=America/Mexico_City; Canada Central Standard Time=America/Regina
SA Pacific Standard Time=America/Bogota; Eastern Standard Time=America/New_York
US Eastern Standard Time=America/Indiana/Indianapolis; Venezuela Standard Time=America/Caracas
Atlantic Standard Time=America/Halifax; Pacific SA Standard Time=America/Santiago
SA Western Standard Time=America/La_Paz; Newfoundland Standard Time=America/St_Johns
E. South America Standard Time=America/Sao_Paulo; SA Eastern Standard Time=America/Cayenne
Argentina Standard Time=America/Argentina/Buenos_Aires; Greenland Standard Time=America/Nuuk
Montevideo Standard Time=America/Montevideo; Azores Standard Time=Atlantic/Azores
GMT Standard Time=Europe/London; Greenwich Standard Time=Atlantic/Reykjavik
Morocco Standard Time=Africa/Casablanca; W. Europe Standard Time=Europe/Berlin
Central Europe Standard Time=Europe/Budapest; Romance Standard Time=Europe/Paris
Central European Standard Time=Europe/Warsaw; W. Central Africa Standard Time=Africa/Lagos
GTB Standard Time=Europe/Bucharest; Middle East Standard Time=Asia/Beirut
Egypt Standard Time=Africa/Cairo; E. Europe Standard Time=Europe/Chisinau
FLE Standard Time=Europe/Kyiv; Israel Standard Time=Asia/Jerusalem
South Africa Standard Time=Africa/Johannesburg; Turkey Standard Time=Europe/Istanbul
Jordan Standard Time=Asia/Amman; Arabic Standard Time=Asia/Baghdad
Arab Standard Time=Asia/Riyadh; Russian Standard Time=Europe/Moscow
E. Africa Standard Time=Africa/Nairobi; Iran Standard Time=Asia/Tehran
Arabian Standard Time=Asia/Dubai; Georgian Standard Time=Asia/Tbilisi
Caucasus Standard Time=Asia/Yerevan; Azerbaijan Standard Time=Asia/Baku
Pakistan Standard Time=Asia/Karachi; West Asia Standard Time=Asia/Tashkent
India Standard Time=Asia/Kolkata; Sri Lanka Standard Time=Asia/Colombo
Nepal Standard Time=Asia/Kathmandu; Bangladesh Standard Time=Asia/Dhaka
Myanmar Standard Time=Asia/Yangon; SE Asia Standard Time=Asia/Bangkok
China Standard Time=Asia/Shanghai; Singapore Standard Time=Asia/Singapore
W. Australia Standard Time=Australia/Perth; Taipei Standard Time=Asia/Taipei
Tokyo Standard Time=Asia/Tokyo; Korea Standard Time=Asia/Seoul
Cen. Australia Standard Time=Australia/Adelaide; AUS Central Standard Time=Australia/Darwin
E. Australia Standard Time=Australia/Brisbane; AUS Eastern Standard Time=Australia/Sydney
Tasmania Standard Time=Australia/Hobart; New Zealand Standard Time=Pacific/Auckland
"""

_CITIES = """\
Europe/Berlin=Hamburg,Munich,München,Cologne,Köln,Frankfurt,Frankfurt am Main,Stuttgart,Düsseldorf,\
Leipzig,Dresden,Nuremberg,Nürnberg,Hannover,Bremen,Bonn,Germany,Deutschland
Europe/Vienna=Wien,Graz,Linz,Salzburg,Austria,Österreich
Europe/Zurich=Zürich,Geneva,Genf,Genève,Basel,Bern,Lausanne,Switzerland,Schweiz,Suisse
Europe/London=Manchester,Birmingham,Leeds,Edinburgh,Glasgow,Bristol,Cardiff,Belfast,Londres,\
United Kingdom,UK
Europe/Dublin=Cork,Ireland
Europe/Paris=Lyon,Marseille,Toulouse,Lille,Nantes,Bordeaux,Strasbourg,Nice,France
Europe/Brussels=Bruxelles,Brüssel,Antwerp,Ghent,Belgium
Europe/Amsterdam=Rotterdam,Utrecht,The Hague,Eindhoven,Netherlands
Europe/Madrid=Barcelona,Valencia,Sevilla,Seville,Spain
Europe/Lisbon=Lisboa,Lissabon,Porto
Europe/Rome=Roma,Milan,Milano,Mailand,Turin,Torino,Naples,Napoli,Bologna,Italy
Europe/Warsaw=Warszawa,Warschau,Krakow,Kraków,Wroclaw,Wrocław,Gdansk,Gdańsk,Poznan,Poland
Europe/Prague=Praha,Prag,Brno
Europe/Copenhagen=København,Kopenhagen,Aarhus,Denmark
Europe/Stockholm=Gothenburg,Göteborg,Malmö,Sweden
Europe/Athens=Athen,Thessaloniki,Greece
Europe/Kyiv=Kiev,Lviv
Asia/Kolkata=Bengaluru,Bangalore,Mumbai,Delhi,New Delhi,Hyderabad,Chennai,Pune,Kolkata,Gurgaon,\
Gurugram,Noida,Ahmedabad,India,Indien,Inde
Asia/Shanghai=Beijing,Peking,Shenzhen,Guangzhou,China
Asia/Tokyo=Osaka,Japan
Asia/Jerusalem=Tel Aviv
Asia/Dubai=Abu Dhabi
Asia/Ho_Chi_Minh=Hanoi
America/New_York=NYC,Boston,Washington,Washington DC,Philadelphia,Atlanta,Miami,Charlotte,\
Pittsburgh,Hartford,Eastern Time (US & Canada)
America/Chicago=Dallas,Austin,Houston,Minneapolis,St. Louis,Nashville,\
Central Time (US & Canada)
America/Denver=Salt Lake City,Mountain Time (US & Canada)
America/Los_Angeles=San Francisco,Seattle,San Diego,Portland,Palo Alto,San Jose,Las Vegas,\
Pacific Time (US & Canada)
America/Toronto=Montreal,Montréal,Ottawa
America/Sao_Paulo=São Paulo,Rio de Janeiro,Brasilia
America/Mexico_City=Guadalajara,Monterrey
Africa/Johannesburg=Cape Town,Kapstadt,Durban,Pretoria
Australia/Sydney=Canberra
Pacific/Auckland=Wellington
"""

_MEANT: Mapping[str, str] = MappingProxyType(
    {
        "est": "America/New_York",
        "edt": "America/New_York",
        "et": "America/New_York",
        "cst": "America/Chicago or Asia/Shanghai",
        "cdt": "America/Chicago",
        "mst": "America/Denver",
        "mdt": "America/Denver",
        "pst": "America/Los_Angeles",
        "pdt": "America/Los_Angeles",
        "pt": "America/Los_Angeles",
        "ist": "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem",
        "bst": "Europe/London",
        "cest": "Europe/Berlin",
        "mez": "Europe/Berlin",
        "mesz": "Europe/Berlin",
        "cet": "Europe/Berlin",
        "wet": "Europe/Lisbon",
        "eet": "Europe/Helsinki",
        "msk": "Europe/Moscow",
        "jst": "Asia/Tokyo",
        "aest": "Australia/Sydney",
        "hst": "Pacific/Honolulu",
    }
)

_OFFSET = re.compile(r"^\W*(utc|gmt|z)?\s*[+\-−]\s*\d{1,2}(:?\d{2})?\W*$", re.IGNORECASE)
_BUILDING = re.compile(r"\b(?:office|hq|headquarters|campus|büro|bureau|site)\b", re.IGNORECASE)
_LABEL = re.compile(r"^\(\s*(?:utc|gmt)[^)]*\)\s*(.+)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def zone_of(words: str) -> str | None:
    """The IANA name that these words mean beyond doubt, or None."""
    if words in available():
        return words
    known = _known()
    found = known.get(plain(words))
    if found is not None:
        return found
    label = _LABEL.match(words)
    if label is None:
        return None
    cities = (known.get(plain(city)) for city in label[1].split(","))
    return next((zone for zone in cities if zone is not None), None)


@lru_cache(maxsize=4096)
def zone_of_site(site: str) -> str | None:
    """The zone of a site that is named after its city, such as `Berlin, Germany` or `Berlin HQ`.

    Every part must be known and lie in the same zone: Paris, Texas is not in France.
    """
    found = _known().get(plain(_BUILDING.sub(" ", site)))
    if found is not None:
        return found
    zones = {_known().get(plain(part)) for part in re.split(r"[,/–-]", _BUILDING.sub(" ", site))}
    return zones.pop() if len(zones) == 1 else None


@lru_cache(maxsize=4096)
def zone_meant(words: str) -> str:
    """Advice for words that are no zone: which one may be meant, or how to write one."""
    if _OFFSET.match(words):
        return "an offset knows no summer time; name a zone such as Europe/Berlin"
    meant = _MEANT.get(plain(words))
    if meant is None:
        near = process.extractOne(plain(words), _known().keys(), scorer=fuzz.ratio, score_cutoff=75)
        meant = _known()[near[0]] if near else None
    return f"did you mean {meant}?" if meant else "use an IANA name such as Europe/Berlin"


@cache
def available() -> frozenset[str]:
    """The IANA names that name a place or UTC."""
    names = available_timezones()
    return frozenset(n for n in names if ("/" in n or n == "UTC") and plain(n) not in _MEANT)


@cache
def _known() -> Mapping[str, str]:
    """Plain words to IANA names; a city that lies in two zones by name is not taken."""
    known = {plain(name): name for name in available()}
    cities: dict[str, set[str]] = {}
    for name in available():
        region, _, city = name.rpartition("/")
        if region not in ("", "Etc", "US", "Canada", "Brazil", "Chile", "Mexico"):
            cities.setdefault(plain(city), set()).add(name)
    known |= {city: min(names) for city, names in cities.items() if len(names) == 1}
    for pair in _WINDOWS.replace("\n", ";").split(";"):
        words, _, name = pair.partition("=")
        if name:
            known[plain(words)] = name.strip()
    for line in _CITIES.splitlines():
        name, _, names = line.partition("=")
        known |= {plain(city): name for city in (name.rpartition("/")[2], *names.split(","))}
    return MappingProxyType(known)
