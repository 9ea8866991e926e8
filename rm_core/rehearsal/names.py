"""Made-up people for rehearsals, samples and benchmarks: an organisation, the same for a seed.

Names are common ones from the sites' countries, combined by chance; the addresses lie in a domain
that RFC 2606 keeps free for examples, so no mail reaches anybody.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from random import Random

from rm_core.program.roster_rows import PersonRow

DOMAIN = "example.com"
TEAM = 7
"""People who report to one manager, about."""

DEPARTMENTS = (
    "Engineering",
    "Sales",
    "Customer Service",
    "Operations",
    "Marketing",
    "Finance",
    "Product",
    "People",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place of the made-up organisation; `share` is its part of the people."""

    city: str
    zone: str
    language: str
    share: int
    given: tuple[str, ...]
    family: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SITES = (
    Site(
        city="Berlin",
        zone="Europe/Berlin",
        language="de",
        share=30,
        given=_words(
            "Anna Lukas Leonie Jonas Miriam Felix Katharina Emre Aylin Matthias Sabine Jürgen "
            "Franziska Paul Greta Malte Hanna Tobias Elif Kerstin Stefan Nele Moritz Agnieszka"
        ),
        family=_words(
            "Müller Schneider Yılmaz Fischer Weber Kowalski Becker Hoffmann Schäfer Demir Koch "
            "Richter Wolf Neumann Schwarz Braun Zimmermann Krüger Lange Krause Lehmann Özdemir"
        ),
    ),
    Site(
        city="London",
        zone="Europe/London",
        language="en",
        share=25,
        given=_words(
            "Olivia James Amelia Mohammed Grace Oliver Aisha Thomas Chloe Kwame Emily Samuel "
            "Zara Daniel Charlotte Ravi Hannah George Ngozi William Sophie Adeola Harry Fatima"
        ),
        family=_words(
            "Smith Patel Jones Okafor Williams Khan Taylor Brown Hughes Ahmed Evans Adeyemi "
            "Wilson Walker Begum Clarke Osei Green Murphy Campbell O'Connor Singh Bennett Shah"
        ),
    ),
    Site(
        city="New York",
        zone="America/New_York",
        language="en",
        share=20,
        given=_words(
            "Emma Liam Sofia Marcus Ava Diego Jasmine Ethan Mei Tyler Camila Andre Rachel Kevin "
            "Imani Joshua Valentina Brandon Grace Carlos Naomi David Priscilla Michael"
        ),
        family=_words(
            "Johnson Garcia Chen Rodriguez Washington Kim Martinez Davis Nguyen Cohen Jackson "
            "Rivera Lee Thompson Lopez Robinson Park Sanchez Freeman Rossi Wong Miller Torres"
        ),
    ),
    Site(
        city="Paris",
        zone="Europe/Paris",
        language="fr",
        share=12,
        given=_words(
            "Camille Hugo Léa Mehdi Chloé Antoine Inès Julien Amina Mathieu Élodie Karim Manon "
            "Nicolas Awa Guillaume Margaux Sébastien Yasmine Théo Céline François"
        ),
        family=_words(
            "Martin Bernard Dubois Benali Petit Moreau Laurent Diallo Lefèvre Roux Traoré Fournier "
            "Girard Haddad Mercier Dupont Lambert Cissé Faure Rousseau Nguyen Chevalier"
        ),
    ),
    Site(
        city="Bengaluru",
        zone="Asia/Kolkata",
        language="hi",
        share=13,
        given=_words(
            "Ananya Arjun Priya Rahul Kavya Vikram Divya Karthik Meera Rohan Lakshmi Aditya Sneha "
            "Imran Nisha Suresh Pooja Farhan Deepa Sanjay Anjali Manoj"
        ),
        family=_words(
            "Sharma Reddy Iyer Nair Rao Gupta Krishnan Shetty Menon Khan Hegde Das Pillai Joshi "
            "Kulkarni D'Souza Bhat Verma Gowda Chatterjee Fernandes Mathew"
        ),
    ),
)

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "ä": "ae", "ö": "oe", "ü": "ue"})
_NOT_IN_ADDRESSES = str.maketrans("", "", "' ")


def made_up_people(n: int, seed: int, domain: str = DOMAIN) -> list[PersonRow]:
    """An organisation of `n` people, the one at the top first; everybody comes after their manager.

    Four steps from top to bottom: one executive (level 6), a head for each department (5), a
    manager for each team (4), and the teams (levels 1 to 3, most of them 1 and 2).
    """
    random = Random(seed)  # noqa: S311 - made-up people need no secrecy
    taken: Counter[str] = Counter()
    people: list[PersonRow] = []
    bosses: dict[str, list[PersonRow]] = {department: [] for department in DEPARTMENTS}
    for number, (level, department) in enumerate(_posts(n, random), start=1):
        above = _above(level, people, bosses.get(department, []), random)
        person = _person(number, level, department, above, taken, domain, random)
        people.append(person)
        if level in (4, 5):
            bosses[department].append(person)
    return people


def _posts(n: int, random: Random) -> list[tuple[int, str]]:
    """Level and department of everybody, the highest first."""
    heads = [(5, department) for department in DEPARTMENTS]
    shares = [5, 4, 4, 3, 2, 2, 2, 1]
    teams = max(0, n - 1 - len(heads)) // (TEAM + 1)
    managers = [(4, DEPARTMENTS[i % len(DEPARTMENTS)]) for i in range(teams)]
    rest = max(0, n - 1 - len(heads) - len(managers))
    staff = [
        (random.choices((1, 2, 3), (42, 34, 24))[0], random.choices(DEPARTMENTS, shares)[0])
        for _ in range(rest)
    ]
    return [(6, "Executive Office"), *heads, *managers, *staff][:n]


def _above(
    level: int, people: list[PersonRow], bosses: list[PersonRow], random: Random
) -> PersonRow | None:
    """The manager: the executive for a head, the head for a manager, a manager for the others."""
    if level >= 5:
        return people[0] if people else None
    return bosses[0] if level == 4 or len(bosses) == 1 else random.choice(bosses[1:])


def _person(
    number: int,
    level: int,
    department: str,
    above: PersonRow | None,
    taken: Counter[str],
    domain: str,
    random: Random,
) -> PersonRow:
    site = random.choices(SITES, [one.share for one in SITES])[0]
    home = site if random.random() < 0.8 else random.choice(SITES)
    given, family = random.choice(home.given), random.choice(home.family)
    own = () if home.language == "en" or random.random() < 0.2 else (home.language,)
    return PersonRow(
        line=number + 1,
        external_id=f"E{number:05d}",
        name=f"{given} {family}",
        given_name=given,
        email=_address(given, family, domain, taken),
        manager=above.external_id if above else None,
        department=department,
        site=site.city,
        level=level,
        time_zone=site.zone,
        languages=("en", *own),
    )


def _address(given: str, family: str, domain: str, taken: Counter[str]) -> str:
    """An address that nobody has yet, numbered where two people share a name."""
    local = f"{_ascii(given)}.{_ascii(family)}"
    taken[local] += 1
    number = str(taken[local]) if taken[local] > 1 else ""
    return f"{local}{number}@{domain}"


def _ascii(name: str) -> str:
    plain = name.casefold().translate(_LETTERS).translate(_NOT_IN_ADDRESSES)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
