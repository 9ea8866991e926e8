"""The headings under which HR systems export what the program needs.

Workday, SAP SuccessFactors, BambooHR, Personio and plain spreadsheets, in English, German and
French. Headings are compared without case, accents and punctuation. Where several would do, the one
that stands first is taken: a work address before a private one, an id before a name.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Field(StrEnum):
    """What the program takes from an export (M07)."""

    EXTERNAL_ID = "external_id"
    NAME = "name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"
    MANAGER = "manager"
    DEPARTMENT = "department"
    SITE = "site"
    LEVEL = "level"
    TIME_ZONE = "time_zone"
    LANGUAGES = "languages"
    ROLE = "role"


_HEADINGS = """\
external_id: External ID, Employee ID, Employee Number, EmployeeID, Worker ID, Person ID
external_id: Person Number, Personnel Number, Staff ID, Staff Number, User ID, UserID
external_id: Associate ID, EID, Personalnummer, Personal-Nr., Mitarbeiter-ID, Mitarbeiternummer
external_id: Mitarbeiter:innen-ID, Matricule, Identifiant, Identifiant salarié, Numéro salarié
external_id: ID salarié, ID, No.
name: Name, Full Name, Display Name, Preferred Name, Employee Name, Worker Name, Worker, Legal Name
name: Vollständiger Name, Voller Name, Anzeigename, Nom complet, Nom et prénom, Prénom et nom
name: Salarié, Nom
given_name: Given Name, Preferred First Name, Preferred Name - First Name, First Name, Firstname
given_name: Forename, Legal First Name, Legal Name - First Name, Rufname, Vorname, Prénom usuel
given_name: Prénom
family_name: Family Name, Preferred Last Name, Preferred Name - Last Name, Last Name, Lastname
family_name: Surname, Legal Last Name, Legal Name - Last Name, Nachname, Familienname, Nom d'usage
family_name: Nom usuel, Nom de famille
email: Work Email, Work E-Mail, Work Email Address, Email - Primary Work, Primary Work Email
email: Business Email, Business E-Mail, Company Email, Corporate Email, Email Address
email: E-Mail Address, Email, E-Mail, Dienstliche E-Mail, Geschäftliche E-Mail, Firmen-E-Mail
email: E-Mail (Arbeit), E-Mail-Adresse, Email-Adresse, Courriel professionnel, E-mail pro
email: Email professionnel, Adresse e-mail professionnelle, Adresse e-mail, Adresse mail, Courriel
email: Mail
manager: Manager ID, Manager Employee ID, Manager External ID, Manager User ID, Manager Number
manager: Line Manager ID, Supervisor ID, Supervisor EID, Supervisor Number, Reports To ID
manager: Manager Email, Manager E-Mail, Manager Work Email, Line Manager Email, Supervisor Email
manager: Vorgesetzte*r (ID), Vorgesetzten-ID, Vorgesetzter ID, Führungskraft-ID
manager: Personalnummer Vorgesetzte*r, Personalnummer Führungskraft, E-Mail Vorgesetzte*r
manager: Matricule responsable, Matricule manager, ID responsable, ID manager, E-mail responsable
manager: E-mail manager, Manager, Line Manager, Direct Manager, Supervisor, Reports To
manager: Reporting To, Vorgesetzte*r, Vorgesetzter, Vorgesetzte, Führungskraft
manager: Responsable hiérarchique, Supérieur hiérarchique, Responsable, N+1
department: Department, Department Name, Business Unit, Division, Team, Org Unit
department: Organisation Unit, Organizational Unit, Supervisory Organization, Abteilung, Bereich
department: Organisationseinheit, Département, Service, Direction, Équipe
site: Site, Work Location, Location, Location Name, Office Location, Office, Work Site, Standort
site: Arbeitsort, Niederlassung, Büro, Lieu de travail, Établissement, Bureau, City, Stadt, Ville
level: Level, Management Level, Job Level, Career Level, Seniority, Seniority Level, Job Grade
level: Grade, Pay Grade, Band, Karrierestufe, Karrierelevel, Stufe, Ebene, Niveau
level: Niveau hiérarchique, Échelon
time_zone: Time Zone, Timezone, TZ, Zeitzone, Fuseau horaire, Fuseau
languages: Languages, Languages Spoken, Spoken Languages, Working Languages, Language
languages: Preferred Language, Sprachen, Sprache, Korrespondenzsprache, Langues parlées, Langues
languages: Langue
role: Mentoring Role, Program Role, Programme Role, Mentor or Mentee, Mentor/Mentee, Role Hint
role: Mentoring, Mentoring-Rolle, Rolle im Programm, Rôle mentorat, Rôle de mentorat
"""


def plain(heading: str) -> str:
    """Words as they are compared: no case, accents or punctuation; `#` reads as "number"."""
    text = unicodedata.normalize("NFKD", heading.casefold().replace("#", " number "))
    text = "".join(one for one in text if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", text))


def _aliases() -> Mapping[Field, tuple[str, ...]]:
    found: dict[Field, list[str]] = {field: [] for field in Field}
    for line in _HEADINGS.splitlines():
        field, _, headings = line.partition(":")
        found[Field(field)] += map(plain, headings.split(","))
    return MappingProxyType({field: tuple(dict.fromkeys(all_)) for field, all_ in found.items()})


ALIASES: Mapping[Field, tuple[str, ...]] = _aliases()
"""Plain headings of each field, the best first."""
