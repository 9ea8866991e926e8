"""HR exports become people; whatever does not fit is said with line, column and remedy."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import BadFile, BadInput, Problem
from rm_core.program.people import Role
from rm_core.program.roster import Roster, read
from rm_core.program.roster_columns import mapping_of
from rm_core.program.roster_headings import ALIASES, plain
from rm_core.program.roster_rows import PersonRow
from rm_core.program.roster_zones import zone_of_site
from rm_core.program.sheets import Sheet, letter, shown


def a_sheet(*lines: str) -> Sheet:
    """Rows written as `a|b|c`, the first on line 1."""
    rows = tuple((n, tuple(line.split("|"))) for n, line in enumerate(lines, start=1))
    return Sheet(file="x.csv", rows=rows)


def a_roster(*lines: str, known: Mapping[str, str] | None = None) -> Roster:
    return read(a_sheet("ID|Name|Email|Manager", *lines), known=known or {})


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [str(problem) for problem in problems]


def managers(roster: Roster) -> dict[str, str | None]:
    return {person.external_id: person.manager for person in roster.people}


def test_a_row_becomes_a_person() -> None:
    sheet = a_sheet(
        "Employee #|First Name|Last Name|Work Email|Supervisor EID|Department|Location|Job Level"
        "|Time Zone|Languages|Mentoring Role|Shoe size",
        "7|Ana María|O'Neill|Ana.ONeill@Example.COM||Sales|Paris|Senior|Romance Standard Time"
        "|French, en|both|38",
    )

    roster = read(sheet)

    assert roster == Roster(
        people=(
            PersonRow(
                line=2,
                external_id="7",
                name="Ana María O'Neill",
                given_name="Ana María",
                email="Ana.ONeill@example.com",
                department="Sales",
                site="Paris",
                level=3,
                time_zone="Europe/Paris",
                languages=("fr", "en"),
                roles=frozenset(Role),
            ),
        ),
        problems=(),
        remarks=(),
        columns={
            "external_id": "Employee #",
            "given_name": "First Name",
            "family_name": "Last Name",
            "email": "Work Email",
            "manager": "Supervisor EID",
            "department": "Department",
            "site": "Location",
            "level": "Job Level",
            "time_zone": "Time Zone",
            "languages": "Languages",
            "role": "Mentoring Role",
        },
        unused=("Shoe size",),
    )


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            "Worker ID|Worker|Primary Work Email|Line Manager ID|Management Level",
            {"external_id", "name", "email", "manager", "level"},
        ),
        (
            "USERID|FIRSTNAME|LASTNAME|EMAIL|MANAGER|TIMEZONE",
            {"external_id", "given_name", "family_name", "email", "manager", "time_zone"},
        ),
        (
            "Mitarbeiter-ID|VORNAME|Name|E-Mail-Adresse|Führungskraft|Büro|Sprachen",
            {
                "external_id",
                "given_name",
                "family_name",
                "email",
                "manager",
                "site",
                "languages",
            },
        ),
        (
            "Matricule|Prénom|Nom|Courriel professionnel|N+1|Équipe|Fuseau horaire",
            {
                "external_id",
                "given_name",
                "family_name",
                "email",
                "manager",
                "department",
                "time_zone",
            },
        ),
    ],
)
def test_headings_of_many_systems_and_languages_are_known(
    headings: str, expected: set[str]
) -> None:
    roster = read(a_sheet(headings))

    assert set(roster.columns) == expected
    assert roster.unused == ()


def test_no_heading_means_two_fields() -> None:
    owners = [(alias, field) for field, aliases in ALIASES.items() for alias in aliases]

    assert len({alias for alias, _ in owners}) == len(owners)
    assert all(alias == plain(alias) for alias, _ in owners)


def test_a_work_address_goes_before_another() -> None:
    roster = read(a_sheet("ID|Name|Email|Work Email", "1|Ann Bo|ann@home.test|ann@work.test"))

    assert [person.email for person in roster.people] == ["ann@work.test"]
    assert roster.unused == ("Email",)


def test_a_name_beside_a_given_name_is_whole_if_it_contains_it() -> None:
    whole = read(a_sheet("ID|Given Name|Name|Email", "1|Ann|Ann Bo|ann@example.com"))
    family = read(a_sheet("ID|Vorname|Name|Email", "1|Ann|Bo|ann@example.com"))

    assert whole.people == family.people
    assert set(whole.columns) == {"external_id", "given_name", "name", "email"}
    assert set(family.columns) == {"external_id", "given_name", "family_name", "email"}


def test_headings_may_stand_below_a_title_and_above_a_second_row_of_headings() -> None:
    roster = read(
        a_sheet(
            "Report of today||",
            "",
            "USERID|NAME|EMAIL",
            "User ID|Display Name|Email Address",
            "1|Ann Bo|ann@example.com",
        )
    )

    assert [person.external_id for person in roster.people] == ["1"]
    assert roster.problems == ()


def test_missing_columns_refuse_the_file_and_name_the_likely_ones() -> None:
    with pytest.raises(BadFile) as caught:
        read(a_sheet("Employe IDs|Full Nam|Dept", "1|Ann|x"))

    assert said(caught.value.problems) == [
        (
            'x.csv:1: headings: no column for external_id among "Employe IDs", "Full Nam", "Dept" '
            '(is it "Employe IDs"? then say --map "Employe IDs=external_id")'
        ),
        (
            'x.csv:1: headings: no column for name among "Employe IDs", "Full Nam", "Dept" '
            '(is it "Full Nam"? then say --map "Full Nam=name")'
        ),
        (
            'x.csv:1: headings: no column for email among "Employe IDs", "Full Nam", "Dept" '
            '(if another column has it, say --map "Their heading=email")'
        ),
    ]


def test_an_empty_sheet_is_refused() -> None:
    with pytest.raises(BadFile, match=r"^x\.csv: file: the file is empty$"):
        read(Sheet(file="x.csv", rows=()))


def test_a_mapping_goes_before_what_headings_say() -> None:
    mapping = mapping_of(["Key=external_id", "Who is it? = name", "ID=department"])

    roster = read(a_sheet("ID|Key|Who is it|Email", "S1|k7|Ann Bo|a@example.com"), mapping=mapping)

    assert [(p.external_id, p.name, p.department) for p in roster.people] == [
        ("k7", "Ann Bo", "S1")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Email", '--map "Email": write it as "Their heading=our_field"'),
        ("=email", '--map "=email": write it as "Their heading=our_field"'),
        (
            "Post=e-mail",
            '--map "Post=e-mail": we have no field "e-mail"; did you mean email?',
        ),
        (
            "X=shoe",
            (
                '--map "X=shoe": we have no field "shoe"; our fields are external_id, name,'
                " given_name, family_name, email, manager, department, site, level, time_zone,"
                " languages, role"
            ),
        ),
    ],
)
def test_a_mapping_that_says_nothing_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        mapping_of([text])

    assert str(caught.value) == told


def test_a_mapping_of_a_heading_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadFile) as caught:
        read(a_sheet("ID|Name|Email|Cost centre"), mapping=mapping_of(["Cost center=department"]))

    assert said(caught.value.problems) == [
        (
            'x.csv:1: headings: there is no column "Cost center", which is to be department '
            '(did you mean "Cost centre"?)'
        )
    ]


def test_the_same_id_or_address_again_is_left_out_whatever_its_case() -> None:
    roster = a_roster(
        "a1|Ann|ann@example.com|", "A1|Bob|bob@example.com|", "c3|Cy|ANN@Example.com|"
    )

    assert [person.external_id for person in roster.people] == ["a1"]
    assert said(roster.problems) == [
        'x.csv:3:1: ID (column A): the id "A1" is already in line 2 (keep one row for each person)',
        (
            "x.csv:4:3: Email (column C): the address ANN@example.com is already in line 2 "
            "(give each person their own address)"
        ),
    ]


def test_a_good_row_stands_in_for_a_bad_one_with_the_same_id() -> None:
    roster = a_roster("a1|Ann|ann@|", "a1|Ann|ann@example.com|", "b2|Bob|bob@example.com|A1")

    assert managers(roster) == {"a1": None, "b2": "a1"}
    assert [problem.line for problem in roster.problems] == [2]


def test_nobody_takes_over_the_address_of_somebody_known() -> None:
    roster = a_roster("n1|New|ann@example.com|", known={"old": "Ann@example.com"})

    assert roster.people == ()
    assert said(roster.problems) == [
        (
            "x.csv:2:3: Email (column C): the address ann@example.com belongs to id "
            '"old", imported earlier (was the id changed? then keep the earlier one)'
        )
    ]


def test_two_known_people_may_exchange_their_addresses() -> None:
    roster = a_roster(
        "1|Ann|b@example.com|",
        "2|Bob|a@example.com|",
        known={"1": "a@example.com", "2": "b@example.com"},
    )

    assert len(roster.people) == 2
    assert roster.problems == ()


def test_a_manager_is_found_by_id_by_address_and_among_people_known() -> None:
    roster = a_roster(
        "E1|Ann|ann@example.com|",
        "E2|Bob|bob@example.com|e1",
        "E3|Cy|cy@example.com|Bob@Example.com",
        "E4|Di|di@example.com|k1",
        "E5|Ed|ed@example.com|kim@example.com",
        known={"K1": "kim@example.com"},
    )

    assert managers(roster) == {"E1": None, "E2": "E1", "E3": "E2", "E4": "K1", "E5": "K1"}
    assert roster.remarks == ()


def test_an_unknown_manager_is_remarked_and_the_person_kept() -> None:
    roster = a_roster("1|Ann|ann@example.com|99", "2|Bob|bob@example.com|Ann Smith")

    assert managers(roster) == {"1": None, "2": None}
    assert said(roster.remarks) == [
        (
            'x.csv:2:4: Manager (column D): nobody here has the id or address "99" '
            "(is their row missing?)"
        ),
        (
            'x.csv:3:4: Manager (column D): nobody here has the id or address "Ann Smith" '
            "(give the manager's id or address, not the name)"
        ),
    ]


def test_a_team_whose_manager_is_left_out_reports_to_the_next_above() -> None:
    roster = a_roster(
        "1|Ann|ann@example.com|",
        "2|Bob|bob@|1",
        "3|Cy|nowhere|2",
        "4|Di|di@example.com|3",
        "5|Ed|ed@example.com|4",
    )

    assert managers(roster) == {"1": None, "4": "1", "5": "4"}
    assert said(roster.remarks) == [
        (
            'x.csv:5:4: Manager (column D): the manager "3" is left out of this import '
            '(taken instead: "1")'
        )
    ]


def test_a_ring_of_managers_is_shown_as_a_path_and_left_out() -> None:
    roster = a_roster(
        "T|Top|top@example.com|T",
        "A|Ann|ann@example.com|B",
        "B|Bob|bob@example.com|C",
        "C|Cy|cy@example.com|A",
        "D|Di|di@example.com|C",
    )

    what = "a ring of managers: A -> B -> C -> A (lines 3, 4, 5)"
    assert managers(roster) == {"T": None, "D": None}
    assert said(roster.problems) == [
        f"x.csv:{line}:4: Manager (column D): {what} (one of them reports to somebody else)"
        for line in (3, 4, 5)
    ]
    assert said(roster.remarks) == [
        "x.csv:2:4: Manager (column D): reports to themself; taken as the top",
        (
            'x.csv:6:4: Manager (column D): the manager "C" is left out of this import '
            "(nobody is above them now)"
        ),
    ]


@pytest.mark.parametrize(
    ("site", "zone"),
    [
        ("Berlin Office", "Europe/Berlin"),
        ("London HQ", "Europe/London"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("Paris, Texas", None),
        ("Berlin / London", None),
        ("Building 7", None),
    ],
)
def test_a_site_named_after_its_city_gives_the_zone_that_the_row_lacks(
    site: str, zone: str | None
) -> None:
    roster = read(a_sheet("ID|Name|Email|Site", f"1|Ann|ann@example.com|{site}"))

    assert zone_of_site(site) == zone
    assert [person.time_zone for person in roster.people] == [zone]


def test_levels_that_count_from_the_top_are_doubted() -> None:
    lines = [f"{n}|Ann|a{n}@example.com|1|{5 if n > 1 else 1}" for n in range(1, 13)]

    roster = read(a_sheet("ID|Name|Email|Manager|Level", *lines))

    assert said(roster.remarks)[0] == (
        "x.csv:5: Level (column E): 11 of 11 people stand above their manager "
        "(level 1 must be the entry, not the top)"
    )


def test_cells_that_could_do_harm_are_refused_or_left_empty() -> None:
    header = "ID|Name|Email|Department"
    roster = read(
        a_sheet(
            header,
            '1|=HYPERLINK("http://x.test")|a@example.com|',
            "2|Bob|b@example.com|@SUM(A1)",
            "3|Cy \u202egnp|c@example.com|",
            "4|Di|d@example.com|" + "x" * 121,
            "5|visit www.x.test|e@example.com|",
            "6|Ed\u00a0\u200bNorth|f@example.com|+49",
        )
    )

    assert [(p.external_id, p.name, p.department) for p in roster.people] == [
        ("2", "Bob", ""),
        ("4", "Di", ""),
        ("6", "Ed North", "+49"),
    ]
    assert said(roster.problems) == [
        (
            'x.csv:2:2: Name (column B): "=HYPERLINK("http://x.test")" looks like a spreadsheet '
            "formula (write plain text)"
        ),
        (
            'x.csv:4:2: Name (column B): "Cy \\u202egnp" contains a character that is no text '
            "(U+202E) (type the cell anew)"
        ),
        'x.csv:6:2: Name (column B): "visit www.x.test" is no name (write the name alone)',
    ]
    assert said(roster.remarks) == [
        (
            'x.csv:3:4: Department (column D): "@SUM(A1)" looks like a spreadsheet formula; '
            "the cell is left empty (write plain text)"
        ),
        'x.csv:5:4: Department (column D): 121 characters are too many: "'
        + "x" * 29
        + '…"; the cell is left empty (at most 120 fit)',
    ]


def test_a_row_with_more_cells_than_headings_is_left_out() -> None:
    roster = a_roster("1|Ann|ann@example.com||", "2|Bob|bob@example.com||more")

    assert [person.external_id for person in roster.people] == ["1"]
    assert said(roster.problems) == [
        (
            "x.csv:3:5: column E: there are 5 cells under 4 headings, so they have shifted "
            "(put a cell that contains the separator in quotation marks)"
        )
    ]


def test_what_a_row_lacks_is_said_once_for_each_cell() -> None:
    roster = a_roster("", "||", "|n/a||")

    assert said(roster.problems) == [
        "x.csv:4:1: ID (column A): there is no id (each person needs one that lasts)",
        "x.csv:4:2: Name (column B): there is no name",
        "x.csv:4:3: Email (column C): there is no address",
    ]


@pytest.mark.parametrize(
    ("cell", "given", "name"),
    [
        ("Okafor, Chidi Paul", "Chidi", "Chidi Paul Okafor"),
        ("Madonna", "Madonna", "Madonna"),
        ("Ann  \n Bo", "Ann", "Ann Bo"),
    ],
)
def test_a_whole_name_gives_the_given_name(cell: str, given: str, name: str) -> None:
    roster = a_roster(f"1|{cell}|ann@example.com|")

    assert [(person.given_name, person.name) for person in roster.people] == [(given, name)]


CELLS = st.text(max_size=12) | st.sampled_from(
    ["1", "2", "a@example.com", "b@example.com", "Ann", "=1", "99999999999", "-", "\ud800"]
)


HEADINGS = ("ID", "Name", "Email", "Manager", "Level", "Time Zone", "Languages", "Role Hint")


@given(st.lists(st.lists(CELLS, max_size=9), max_size=8))
def test_any_cells_below_good_headings_are_taken_or_explained(rows: list[list[str]]) -> None:
    cells = (HEADINGS, *map(tuple, rows))

    roster = read(Sheet(file="x", rows=tuple(enumerate(cells, start=1))))

    lines = {person.line for person in roster.people}
    refused = {problem.line for problem in roster.problems}
    told = {n for n, row in enumerate(rows, start=2) if "".join(row).strip()}
    assert lines | refused == told
    assert lines & refused == set()
    assert {p.manager for p in roster.people} <= {None} | {p.external_id for p in roster.people}


def test_columns_are_called_as_a_spreadsheet_calls_them() -> None:
    assert [letter(n) for n in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_a_cell_is_shown_short_and_on_one_line() -> None:
    assert shown("a\nb\u202e" + "c" * 80, 10) == '"a\\u000ab\\u202eccccc…"'
