"""Makes the sample HR exports beside it, the same every time; nobody in them exists.

    python samples/make_samples.py                                  the samples, all anew
    python samples/make_samples.py --people 2000 --out people.csv   an export of your own size

A name that ends in .xlsx makes a workbook; `--seed` makes other people.
"""  # noqa: INP001 - a script

import argparse
import csv
import io
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from rm_core.program.roster_rows import PersonRow  # noqa: E402 - found only from here on
from rm_core.rehearsal.names import made_up_people  # noqa: E402

Cell = str | int | date
Table = list[list[Cell]]
Columns = dict[str, Callable[[PersonRow], Cell]]

ENGLISH = ("", "Entry", "Professional", "Senior Professional", "Manager", "Director", "Executive")
GERMAN = ("", "Junior", "Fachkraft", "Senior", "Teamleitung", "Abteilungsleitung", "Vorstand")
IN_GERMAN = {"en": "Englisch", "de": "Deutsch", "fr": "Französisch", "hi": "Hindi"}

UGLY = """\
Exported on 1 April 2027;;;;;;;;;
;;;;;;;;;
Employee ID;Full Name;E-Mail;Manager;Department;Office;Level;Time Zone;Languages;Mentoring Role
U01;Ingrid Solberg;ingrid.solberg@example.com;;Board;Berlin;Executive;W. Europe Standard Time;English, German;mentee
U02;Okafor, Chidi;chidi.okafor@example.com;U01;Sales;London HQ;Director;GMT Standard Time;en-GB;mentee
U03;Marta Kowalska;marta.kowalska@example.com;U01;Engineering;Berlin;5;(UTC+01:00) Amsterdam, Berlin, Bern;German;both
U04;"Tom
Becker";tom.becker@example.com;U03;"Engineering
Platform";Berlin;Junior;europe/berlin;de, en;mentor
U05;Aisha Khan;aisha.khan@example;U02;Sales;London;2;Europe/London;English;mentor
U06;Lena Vogt;lena.vogt@exmaple.com;U03;Engineering;Berlin;1;Berlin;German;mentor
u04;Thomas Becker;thomas.becker@example.com;U03;Engineering;Berlin;Junior;Europe/Berlin;German;
U07;Priya Raman;Priya.Raman@example.com;U02;Sales;Bengaluru;Senior;IST;English;captain
U08;Pryia Raman;priya.raman@EXAMPLE.com;U02;Sales;Bengaluru;Senior;India Standard Time;English;mentor
U09;Hugo Martin;hugo.martin@gmial.com;U03;Engineering;Paris;Junior;Romance Standard Time;French;mentor
U10;Zoe Laurent;zoe.laurent@example,com;U03;Engineering;Paris;Junior;Paris;French;mentor
U11;Ana Ruiz;ana.ruiz@example.com;U13;Finance;New York;Manager;Eastern Standard Time;Spanish;mentee
U12;Ben Cole;ben.cole@example.com;U11;Finance;New York;Professional;America/New York;English;mentor
U13;Cara Diaz;cara.diaz@example.com;U12;Finance;New York;Senior;EST;English;mentor
U14;Dan Wu;dan.wu@example.com;U13;Finance;New York;Entry;UTC-5;English;mentor
U15;Erik Holm;erik.holm@example.com;U99;People;Stockholm;Senior;Europe/Stokholm;Klingon;mentor
U16;Fay Ito;fay.ito@example.com;Marta Kowalska;People;Tokyo;IC4;Tokyo Standard Time;Japanese, English;mentor
U17;"=HYPERLINK(""http://example.test"")";grit.hahn@example.com;U03;People;Berlin;2;Berlin;German;mentor
U18;Gil Mora;gil.mora@example.com;marta.kowalska@example.com;=1+1;Paris, France;2;;fr;mentor
;Hans Ohne;hans.ohne@example.com;U03;People;Berlin;2;Berlin;German;mentor
U20;;iris.noname@example.com;U03;People;Berlin;2;Berlin;German;mentor
U21;Jo Extra;jo.extra@example.com;U03;People; Operations;Berlin;2;Berlin;German;mentor
U22;Kim\u00a0Bell;kim.bell@example.com;U22;People;Berlin;2;Berlin;German;mentor
U23;Lou \u202eevil;lou.evil@example.com;U03;People;Berlin;2;Berlin;German;mentor
U24;Mia Nguyen;;U05;People;Paris;2;Paris;French;mentor
U25;Noor Haddad;noor.haddad@example.com;U05;Sales;London;1;London;Arabic;mentor
;;;;;;;;;
"""  # noqa: E501 - rows of a file, as they stand in it


def workday(people: Sequence[PersonRow]) -> Table:
    """An English report with a title above the headings and no time zones."""
    columns: Columns = {
        "Employee ID": lambda one: one.external_id,
        "Legal Name - First Name": lambda one: one.given_name,
        "Legal Name - Last Name": _family,
        "Email - Primary Work": lambda one: one.email,
        "Manager ID": lambda one: one.manager or "",
        "Supervisory Organization": lambda one: one.department,
        "Work Location": lambda one: f"{one.site} Office",
        "Management Level": lambda one: ENGLISH[one.level or 0],
        "Languages": lambda one: "; ".join(one.languages),
    }
    title: list[Cell] = ["All Workers", *[""] * (len(columns) - 1)]
    return [title, *_table(people, columns)]


def personio(people: Sequence[PersonRow]) -> Table:
    """German headings and words."""
    columns: Columns = {
        "Personalnummer": lambda one: one.external_id.replace("E", "P"),
        "Vorname": lambda one: one.given_name,
        "Nachname": _family,
        "E-Mail": lambda one: one.email,
        "Abteilung": lambda one: one.department,
        "Standort": lambda one: one.site,
        "Vorgesetzte*r (ID)": lambda one: (one.manager or "").replace("E", "P"),
        "Karrierestufe": lambda one: GERMAN[one.level or 0],
        "Zeitzone": lambda one: one.time_zone or "",
        "Sprachen": lambda one: ", ".join(IN_GERMAN[code] for code in one.languages),
        "Eintrittsdatum": lambda one: _hired(one).strftime("%d.%m.%Y"),
    }
    return _table(sorted(people, key=_family), columns)


def bamboohr(people: Sequence[PersonRow]) -> Table:
    """A workbook with numbers and dates; managers are named by address."""
    addresses = {one.external_id: one.email for one in people}
    names = {one.external_id: one.name for one in people}
    columns: Columns = {
        "Employee #": lambda one: 1000 + int(one.external_id[1:]),
        "Last Name": _family,
        "First Name": lambda one: one.given_name,
        "Work Email": lambda one: one.email,
        "Hire Date": _hired,
        "Department": lambda one: one.department,
        "Location": lambda one: one.site,
        "Job Level": lambda one: one.level or "",
        "Reporting to": lambda one: names.get(one.manager or "", ""),
        "Supervisor Email": lambda one: addresses.get(one.manager or "", ""),
        "Time Zone": lambda one: one.time_zone or "",
        "Languages Spoken": lambda one: ", ".join(one.languages),
    }
    return _table(sorted(people, key=lambda one: one.name), columns)


def generic(people: Sequence[PersonRow]) -> Table:
    """Our own words as headings: the plainest export."""
    columns: Columns = {
        "external_id": lambda one: one.external_id,
        "name": lambda one: one.name,
        "given_name": lambda one: one.given_name,
        "email": lambda one: one.email,
        "manager": lambda one: one.manager or "",
        "department": lambda one: one.department,
        "site": lambda one: one.site,
        "level": lambda one: one.level or "",
        "time_zone": lambda one: one.time_zone or "",
        "languages": lambda one: ", ".join(one.languages),
    }
    return _table(people, columns)


def write(table: Table, path: Path, delimiter: str = ",", encoding: str = "utf-8") -> None:
    """Write a workbook if the name says so, else CSV."""
    if path.suffix.lower() == ".xlsx":
        _write_workbook(table, path)
        return
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    path.write_bytes(text.getvalue().encode(encoding))


def make(folder: Path) -> None:
    """Write the four samples."""
    write(workday(made_up_people(84, seed=2027)), folder / "workday.csv")
    people = made_up_people(72, seed=2028, domain="example.org")
    write(personio(people), folder / "personio.csv", delimiter=";", encoding="utf-8-sig")
    write(bamboohr(made_up_people(64, seed=2029, domain="example.net")), folder / "bamboohr.xlsx")
    (folder / "ugly.csv").write_bytes(UGLY.replace("\n", "\r\n").encode("utf-8-sig"))


def main(words: Sequence[str]) -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("--people", type=int, metavar="N", help="how many people to make up")
    reader.add_argument("--out", type=Path, metavar="FILE", help="where to: .csv or .xlsx")
    reader.add_argument("--seed", type=int, default=1, help="another seed, other people")
    asked = reader.parse_args(words)
    if (asked.people is None) is not (asked.out is None):
        reader.error("--people and --out go together")
    if asked.people is None:
        make(HERE)
    elif asked.people < 1 or asked.out.suffix.lower() not in (".csv", ".xlsx"):
        reader.error("--people is at least 1, and --out ends in .csv or .xlsx")
    else:
        write(generic(made_up_people(asked.people, asked.seed)), asked.out)


def _table(people: Iterable[PersonRow], columns: Columns) -> Table:
    return [list(columns), *([cell(one) for cell in columns.values()] for one in people)]


def _family(one: PersonRow) -> str:
    return one.name.removeprefix(one.given_name).strip()


def _hired(one: PersonRow) -> date:
    """A day in the years before 2027, earlier for those who stand higher."""
    days = random.Random(one.external_id).randrange(400) + 500 * (one.level or 0)  # noqa: S311
    return date(2027, 1, 4) - timedelta(days=days)


def _write_workbook(table: Table, path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": False})
    book.set_properties({"title": "People", "created": datetime(2027, 4, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet("People")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(
                    number, column, datetime.combine(cell, datetime.min.time()), day
                )
            elif isinstance(cell, int):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, cell, bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()


if __name__ == "__main__":
    main(sys.argv[1:])
