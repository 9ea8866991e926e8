"""Files become rows of text on the right lines, or are refused with the way to mend them."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rm_core.errors import BadFile, Problem
from rm_core.program.roster import read
from rm_core.program.sheets import Row, Sheet
from rm_core.rehearsal.names import made_up_people
from rm_core.resources import samples
from rm_core.services.exports import cells
from samples.make_samples import generic, make, write

Fill = Callable[[xlsxwriter.Workbook], None]


def a_file(folder: Path, data: bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def a_workbook(fill: Fill) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    fill(book)
    book.close()
    return held.getvalue()


def rows(sheet: Sheet) -> list[Row]:
    return list(sheet.rows)


def refused(path: Path) -> str:
    with pytest.raises(BadFile) as caught:
        cells(path)
    assert len(caught.value.problems) == 1
    return str(caught.value.problems[0])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_common_encoding_separator_and_line_ending_is_read(
    tmp_path: Path, encoding: str, separator: str, newline: str
) -> None:
    table = [["ID", "Name"], ["1", "Zoë Müller"], ["2", "Bo"]]
    text = "".join(separator.join(row) + newline for row in table)

    sheet = cells(a_file(tmp_path, text.encode(encoding)))

    assert rows(sheet) == [(1, ("ID", "Name")), (2, ("1", "Zoë Müller")), (3, ("2", "Bo"))]


def test_letters_outside_utf8_are_read_as_windows_1252_and_doubted(tmp_path: Path) -> None:
    sheet = cells(a_file(tmp_path, "ID,Name\n1,Bo\n2,Müller\n".encode("cp1252")))

    assert sheet.rows[2] == (3, ("2", "Müller"))
    assert sheet.remarks == (
        Problem(
            file="people.csv",
            line=0,
            column=0,
            where="file",
            what="line 3 is not UTF-8; the file was read as Windows-1252, so check the accents",
            fix="save it as .xlsx or as CSV (UTF-8)",
        ),
    )


def test_a_file_that_mixes_encodings_is_refused_at_the_line(tmp_path: Path) -> None:
    data = "ID,Name\n1,Müller Özil Zoë\n".encode() + "2,Weiß\n".encode("cp1252")

    assert refused(a_file(tmp_path, data)) == (
        "people.csv:3: file: the file mixes two encodings: this line is not UTF-8 "
        "(save it as .xlsx or as CSV (UTF-8))"
    )


def test_lines_are_counted_as_an_editor_does_across_quoted_cells(tmp_path: Path) -> None:
    data = b'ID,Name\r\n\r\n1,"Ann\r\nBo, the ""second"""\r\n2,Cy\r\n'

    assert rows(cells(a_file(tmp_path, data))) == [
        (1, ("ID", "Name")),
        (2, ()),
        (3, ("1", 'Ann\r\nBo, the "second"')),
        (5, ("2", "Cy")),
    ]


def test_commas_inside_cells_do_not_pass_for_separators(tmp_path: Path) -> None:
    data = b"ID;Name\n1;Okafor, Chidi\n2;Bo, Ann, and more\n3;Cy, Di\n"

    assert rows(cells(a_file(tmp_path, data)))[1] == (2, ("1", "Okafor, Chidi"))


def test_the_separator_that_a_first_line_names_is_taken(tmp_path: Path) -> None:
    data = b"sep=|\r\nID|Name, Title; etc\r\n1|Bo\r\n"

    assert rows(cells(a_file(tmp_path, data))) == [
        (2, ("ID", "Name, Title; etc")),
        (3, ("1", "Bo")),
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b'ID,Name\n1,Ann\n2,"Bo\n3,Cy\n',
            (
                "people.csv:3: file: a quotation mark is opened here and never closed "
                "(close it, or remove it)"
            ),
        ),
        (
            b'ID,Name\n1,"Bo" Ann\n',
            'people.csv:2: file: there is a quotation mark inside a quoted cell (double it: "")',
        ),
        (b"", "people.csv: file: the file is empty (export it again)"),
        (b"\n \n", "people.csv: file: the file is empty (export it again)"),
        (
            b"ID,Name\n1,A\x00nn\n",
            (
                "people.csv: file: there are zero bytes in it, so it is no text "
                "(save it as .xlsx or as CSV (UTF-8))"
            ),
        ),
        (
            b"ID,Name\n1,\x81\n",
            (
                "people.csv: file: byte 11 fits neither UTF-8, UTF-16 nor Windows-1252 "
                "(save it as .xlsx or as CSV (UTF-8))"
            ),
        ),
        (
            b"\xd0\xcf\x11\xe0old",
            (
                "people.csv: file: this is an old .xls or a workbook with a password "
                "(open it and save it as .xlsx or as CSV (UTF-8))"
            ),
        ),
        (
            b"%PDF-1.7",
            (
                "people.csv: file: this is a PDF "
                "(export the table itself and save it as .xlsx or as CSV (UTF-8))"
            ),
        ),
        (
            b"<!doctype html><p>Log in",
            (
                "people.csv: file: this is a web page "
                "(the export probably needs a login; save it as .xlsx or as CSV (UTF-8))"
            ),
        ),
        (b"\x1f\x8bzip", "people.csv: file: this is compressed (unpack it first)"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    assert refused(a_file(tmp_path, data)) == told


def test_names_that_do_not_fit_what_is_inside_are_refused(tmp_path: Path) -> None:
    book = a_workbook(lambda book: book.add_worksheet().write(0, 0, "ID"))

    assert refused(a_file(tmp_path, book, "people.csv")) == (
        "people.csv: file: named .csv, but is an Excel workbook (rename it to .xlsx)"
    )
    assert refused(a_file(tmp_path, b"ID,Name\n", "people.xlsx")) == (
        "people.xlsx: file: named .xlsx, but is no Excel workbook (is it a CSV? rename it)"
    )
    assert refused(a_file(tmp_path, b"ID,Name\n", "people.ods")) == (
        "people.ods: file: a .ods file is no export we read (save it as .xlsx or as CSV (UTF-8))"
    )


def test_paths_that_are_no_file_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv") == (
        "none.csv: file: cannot be opened: No such file or directory (check the path)"
    )
    (tmp_path / "folder.csv").mkdir()
    assert refused(tmp_path / "folder.csv") == (
        "folder.csv: file: this is no file (give the path of an export)"
    )
    assert "cannot be opened" in refused(tmp_path / "nul\x00.csv")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)

    assert refused(path) == (
        "huge.csv: file: 300 MB are too much; 256 MB can be read "
        "(leave out columns or split the file)"
    )


def test_cells_of_a_workbook_read_as_a_person_sees_them(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Empty")
        hidden = book.add_worksheet("Hidden")
        hidden.write(0, 0, "secret")
        hidden.hide()
        sheet = book.add_worksheet("People")
        sheet.write_row(1, 1, ["ID", "Since", "At", "Share", "Lead", "Sum"])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        clock = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_number(3, 1, 1042)
        sheet.write_datetime(3, 2, dt.datetime.combine(dt.date(2024, 3, 1), dt.time()), day)
        sheet.write_datetime(3, 3, dt.datetime.combine(dt.date(2024, 3, 1), dt.time(9, 30)), clock)
        sheet.write_number(3, 4, 0.5)
        sheet.write_boolean(3, 5, True)
        sheet.write_formula(3, 6, "=1+1", None, 2)

    sheet = cells(a_file(tmp_path, a_workbook(fill), "people.xlsx"))

    assert rows(sheet) == [
        (1, ("",) * 7),
        (2, ("", "ID", "Since", "At", "Share", "Lead", "Sum")),
        (3, ("",) * 7),
        (4, ("", "1042", "2024-03-01", "2024-03-01 09:30", "0.5", "TRUE", "2")),
    ]


def test_a_workbook_with_nothing_to_see_is_refused(tmp_path: Path) -> None:
    book = a_workbook(lambda book: book.add_worksheet())

    assert refused(a_file(tmp_path, book, "x.xlsx")) == (
        "x.xlsx: file: no visible sheet has anything in it (is it the right file?)"
    )


def test_two_cells_in_opposite_corners_do_not_exhaust_the_memory(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "ID")
        sheet.write(1_048_575, 16_383, "far")

    assert refused(a_file(tmp_path, a_workbook(fill), "x.xlsx")) == (
        "x.xlsx: file: the sheet reaches to row 1048576 and column 16384: "
        "17179869184 cells are too many (delete what lies far away from the table)"
    )


def test_a_long_text_that_many_cells_share_is_refused(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(20_000):
            for column in range(2):
                sheet.write(row, column, "x" * 32_000)

    assert refused(a_file(tmp_path, a_workbook(fill), "x.xlsx")) == (
        "x.xlsx: file: 40000 cells that share texts of up to 32022 characters are too much "
        "(save the sheet as CSV (UTF-8))"
    )


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO(a_workbook(lambda book: book.add_worksheet().write(0, 0, "ID")))
    with (
        zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w") as part,
    ):
        for _ in range(450):
            part.write(bytes(2**20))

    assert refused(a_file(tmp_path, held.getvalue(), "x.xlsx")) == (
        "x.xlsx: file: it unpacks to 450 MB; 400 are read (save the sheet as CSV (UTF-8))"
    )


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    book = a_workbook(lambda book: book.add_worksheet().write(0, 0, "ID"))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = book.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != book

    assert refused(a_file(tmp_path, lying, "x.xlsx")) == (
        "x.xlsx: file: the workbook is damaged (open it and save the sheet as CSV (UTF-8))"
    )


WORKBOOK = a_workbook(lambda book: book.add_worksheet().write_row(0, 0, ["ID", 1, "x", True]))
SOME_BYTES = (
    st.binary(max_size=300)
    | st.text('a1,;"\n\r\t|ö=', max_size=80).map(str.encode)
    | st.text('a,"\n', max_size=40).map(lambda text: text.encode("utf-16"))
    | st.builds(
        lambda at, by: WORKBOOK[:at] + by + WORKBOOK[at + len(by) :],
        st.integers(0, len(WORKBOOK)),
        st.binary(min_size=1, max_size=8),
    )
    | st.integers(0, len(WORKBOOK)).map(lambda end: WORKBOOK[:end])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(SOME_BYTES, st.sampled_from(["x.csv", "x.xlsx", "x.txt"]))
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, data: bytes, name: str) -> None:
    try:
        told: tuple[object, ...] = cells(a_file(tmp_path, data, name)).rows
    except BadFile as error:
        told = error.problems

    assert told


@given(
    st.lists(st.lists(st.text('ab1 ,;"|\t\n\r', min_size=1), min_size=2, max_size=4), min_size=1)
)
def test_what_was_written_with_a_declared_separator_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    quoted = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    path.write_bytes("\r\n".join(["sep=;", *quoted]).encode())

    assert [list(row) for _, row in cells(path).rows] == table


@pytest.mark.parametrize(
    ("name", "people"), [("workday.csv", 84), ("personio.csv", 72), ("bamboohr.xlsx", 64)]
)
def test_the_samples_are_read_without_a_problem(name: str, people: int) -> None:
    roster = read(cells(samples() / name))

    assert (len(roster.people), roster.problems, roster.remarks) == (people, (), ())
    assert all(one.level and one.time_zone and one.languages for one in roster.people)
    assert len([one for one in roster.people if one.manager is None]) == 1


def test_the_samples_are_made_again_just_as_they_are(tmp_path: Path) -> None:
    make(tmp_path)

    made = {path.name: cells(path) for path in tmp_path.iterdir()}
    assert made == {name: cells(samples() / name) for name in made}
    assert len(made) == 4


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_an_export_of_made_up_people_gives_the_same_people_back(tmp_path: Path, name: str) -> None:
    people = made_up_people(150, seed=3)
    write(generic(people), tmp_path / name)

    assert read(cells(tmp_path / name)).people == tuple(people)


UGLY_PROBLEMS = """\
ugly.csv:10:3: E-Mail (column C): "aisha.khan@example" is no address: The part after the @-sign is not valid. It should have a period. (did you mean aisha.khan@example.com?)
ugly.csv:12:1: Employee ID (column A): the id "u04" is already in line 7 (keep one row for each person)
ugly.csv:14:3: E-Mail (column C): the address priya.raman@example.com is already in line 13 (give each person their own address)
ugly.csv:15:3: E-Mail (column C): "hugo.martin@gmial.com": gmial.com looks mistyped, and mail there reaches a stranger (did you mean hugo.martin@gmail.com?)
ugly.csv:16:3: E-Mail (column C): "zoe.laurent@example,com" is no address: The part after the @-sign contains invalid characters: ','. (did you mean zoe.laurent@example.com?)
ugly.csv:17:4: Manager (column D): a ring of managers: U11 -> U13 -> U12 -> U11 (lines 17, 19, 18) (one of them reports to somebody else)
ugly.csv:18:4: Manager (column D): a ring of managers: U11 -> U13 -> U12 -> U11 (lines 17, 19, 18) (one of them reports to somebody else)
ugly.csv:19:4: Manager (column D): a ring of managers: U11 -> U13 -> U12 -> U11 (lines 17, 19, 18) (one of them reports to somebody else)
ugly.csv:23:2: Full Name (column B): "=HYPERLINK("http://example.test")" looks like a spreadsheet formula (write plain text)
ugly.csv:25:1: Employee ID (column A): there is no id (each person needs one that lasts)
ugly.csv:26:2: Full Name (column B): there is no name
ugly.csv:27:11: column K: there are 11 cells under 10 headings, so they have shifted (put a cell that contains the separator in quotation marks)
ugly.csv:29:2: Full Name (column B): "Lou \\u202eevil" contains a character that is no text (U+202E) (type the cell anew)
ugly.csv:30:3: E-Mail (column C): there is no address
"""  # noqa: E501 - as an operator sees it

UGLY_REMARKS = """\
ugly.csv:11:3: E-Mail (column C): exmaple.com is only one letter away from example.com, which most addresses have (did you mean lena.vogt@example.com?)
ugly.csv:13:8: Time Zone (column H): "IST" is no time zone (did you mean Asia/Kolkata, Europe/Dublin or Asia/Jerusalem?)
ugly.csv:13:10: Mentoring Role (column J): "captain" is no role (write mentor, mentee or both)
ugly.csv:20:4: Manager (column D): the manager "U13" is left out of this import (nobody is above them now)
ugly.csv:20:8: Time Zone (column H): "UTC-5" is no time zone (an offset knows no summer time; name a zone such as Europe/Berlin)
ugly.csv:21:4: Manager (column D): nobody here has the id or address "U99" (is their row missing?)
ugly.csv:21:8: Time Zone (column H): "Europe/Stokholm" is no time zone (did you mean Europe/Stockholm?)
ugly.csv:21:9: Languages (column I): no language we know: "Klingon" (write names or codes such as English or de, with commas between them)
ugly.csv:22:4: Manager (column D): nobody here has the id or address "Marta Kowalska" (give the manager's id or address, not the name)
ugly.csv:22:7: Level (column G): "IC4" is no level we know (write a number, 1 for the entry, or a word such as Junior, Senior, Manager, Director)
ugly.csv:24:5: Department (column E): "=1+1" looks like a spreadsheet formula; the cell is left empty (write plain text)
ugly.csv:28:4: Manager (column D): reports to themself; taken as the top
ugly.csv:31:4: Manager (column D): the manager "U05" is left out of this import (taken instead: "U02")
"""  # noqa: E501


def test_everything_wrong_with_the_ugly_sample_is_said() -> None:
    roster = read(cells(samples() / "ugly.csv"))

    assert "\n".join(map(str, roster.problems)) + "\n" == UGLY_PROBLEMS
    assert "\n".join(map(str, roster.remarks)) + "\n" == UGLY_REMARKS
    assert [one.external_id for one in roster.people] == [
        *("U01", "U02", "U03", "U04", "U06", "U07", "U14", "U15", "U16", "U18", "U22", "U25")
    ]
