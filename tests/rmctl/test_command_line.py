"""Whatever is wrong ends with one clear message and the documented exit code, never a traceback."""

import io
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy.exc import OperationalError

from rm_core import clock
from rm_core.errors import SetupBroken
from rmctl.ending import ended as ending
from rmctl.ending import stopped_in_order
from rmctl.engine import Engine
from rmctl.engine_home import check_versions
from rmctl.site import free_port
from rmctl.up import running_at
from tests.support.command_line import Terminal, ended, started
from tests.support.prefect_server import eventually
from tests.support.program_text import SOUND
from tests.support.smtp_script import scripted

PEOPLE = """\
Employee ID,Name,Email
E1,Ada Example,ada@example.org
E2,Ben Example,ben@example.org
"""


def a_cohort(typed: Terminal) -> None:
    """One with two people, on a day on which enrolment is open."""
    Path("p.yaml").write_text(SOUND)
    Path("people.csv").write_text(PEOPLE)
    clock.tell(Path("clock"), clock.datetime.fromisoformat("2027-01-12T10:00:00+00:00"))
    typed.patch.setenv("RM_CLOCK_FILE", "clock")
    assert typed("create", "p.yaml").code == 0
    assert typed("import", "spring-2027", "people.csv").code == 0


def test_what_is_wrong_with_a_program_file_is_told_line_by_line(typed: Terminal) -> None:
    Path("p.yaml").write_text(SOUND.replace("baseline: 35", "baseline: many"))

    seen = typed("create", "p.yaml")

    assert (seen.code, seen.out) == (2, "")
    assert len(seen.told) == 1
    assert seen.told[0].startswith("p.yaml:7:13: goal.baseline: ")


def test_a_file_that_is_no_export_is_refused(typed: Terminal) -> None:
    a_cohort(typed)
    Path("export.csv").write_bytes(b"%PDF-1.7 and so on")

    seen = typed("import", "spring-2027", "export.csv")

    assert (seen.code, seen.out) == (2, "")
    assert seen.told == (
        (
            "export.csv: file: this is a PDF (export the table itself and save it as .xlsx or as "
            "CSV (UTF-8))"
        ),
    )


def test_problems_that_cannot_be_written_are_bad_input(typed: Terminal) -> None:
    a_cohort(typed)

    seen = typed("import", "spring-2027", "people.csv", "--problems", "none/p.txt")

    assert (seen.code, seen.told) == (
        2,
        ("rmctl: the problems cannot be written to none/p.txt: No such file or directory",),
    )


@pytest.mark.parametrize(
    "words",
    [
        ("status", "autumn"),
        ("launch", "autumn", "--by", "Kim"),
        ("hold", "autumn", "--by", "Kim"),
        ("release", "autumn", "--by", "Kim"),
        ("cancel", "autumn", "--by", "Kim", "--why", "no sponsor"),
        ("approve", "autumn", "--by", "Kim"),
        ("proposal", "autumn"),
        ("import", "autumn", "people.csv"),
        ("extend", "autumn", "4"),
        ("register", "autumn", "E1", "E2"),
        ("report", "autumn"),
    ],
    ids=lambda words: words[0],
)
def test_an_unknown_cohort_is_not_found_by_any_command(
    typed: Terminal, words: tuple[str, ...]
) -> None:
    Path("people.csv").write_text(PEOPLE)

    seen = typed(*words)

    assert (seen.code, seen.told) == (
        4,
        ("rmctl: there is no cohort autumn; `rmctl status` lists them",),
    )


def test_a_cohort_is_launched_once(typed: Terminal) -> None:
    a_cohort(typed)

    first = typed("launch", "spring-2027", "--by", "Kim")
    second = typed("launch", "spring-2027", "--by", "Kim")

    assert (first.code, first.told) == (0, ())
    assert (second.code, second.told) == (
        3,
        ("rmctl: cohort spring-2027 is enrolling and cannot launch",),
    )


def test_edits_of_a_proposal_that_is_not_introduced_are_refused(typed: Terminal) -> None:
    seen = typed("approve", "x", "--by", "Kim", "--decision", "reject", "--drop", "a")

    assert (seen.code, seen.told) == (
        2,
        ("rmctl: --drop and --swap edit pairs that are introduced; reject introduces none",),
    )


def test_a_pin_names_two_people(typed: Terminal) -> None:
    seen = typed("approve", "x", "--by", "Kim", "--pin", "a")

    assert (seen.code, seen.told) == (
        2,
        ("rmctl: --pin 'a': expected two ids, as in --pin \"ID ID\"",),
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("status", "--hoem", "x"), "Unknown option: --hoem. Did you mean --home?"),
        (("launch", "x"), "requires an argument"),
        (("launhc",), 'Unknown command "launhc"'),
        (("extend", "x", "-3"), "Must be >= 1"),
        (("launch", "x", "--by", " "), "say something"),
        (("approve", "x", "--by", "Kim", "--decision", "perhaps"), "Choose from"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_understood_is_bad_input(
    typed: Terminal, words: tuple[str, ...], says: str
) -> None:
    seen = typed(*words)

    assert (seen.code, seen.out) == (2, "")
    assert says in " ".join(seen.told)


def a_file_as_folder(_: Terminal) -> None:
    Path(".rm").touch()


def noise_as_database(_: Terminal) -> None:
    Path(".rm").mkdir()
    Path(".rm/rm.sqlite").write_bytes(b"noise " * 1000)


def noise_as_key(_: Terminal) -> None:
    Path(".rm").mkdir()
    Path(".rm/signing-keys").write_bytes(b"k1:\xff")


def no_database_at_all(typed: Terminal) -> None:
    typed.patch.setenv("RM_DATABASE", "my database")


def no_server(typed: Terminal) -> None:
    typed.patch.setenv("RM_DATABASE", f"postgresql://me:secret@127.0.0.1:{free_port()}/x")


def no_number(typed: Terminal) -> None:
    typed.patch.setenv("RM_SMTP_PORT", "smtp")


def a_short_key(typed: Terminal) -> None:
    typed.patch.setenv("RM_SIGNING_KEYS", "k1:tooshort")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (a_file_as_folder, "the folder .rm cannot be used: .rm is a file."),
        (noise_as_database, "rm.sqlite cannot be used: file is not a database."),
        (noise_as_key, "the signing key in .rm/signing-keys cannot be read: "),
        (no_database_at_all, "RM_DATABASE is no address of a database: expected sqlite:////"),
        (no_server, "Connection refused"),
        (no_number, "RM_SMTP_PORT is 'smtp': Input should be a valid integer"),
        (a_short_key, "link key 'k1' has 8 bytes, expected at least 32"),
    ],
)
def test_a_broken_set_up_is_told_in_one_line(
    typed: Terminal, broken: Callable[[Terminal], None], says: str
) -> None:
    broken(typed)

    seen = typed("status")

    assert (seen.code, seen.out, len(seen.told)) == (6, "", 1)
    assert says in seen.told[0]
    assert "secret" not in seen.told[0]


def test_a_setting_in_a_file_counts_like_one_in_the_environment(typed: Terminal) -> None:
    Path(".env").write_text("RM_DATABASE=sqlite:///elsewhere.sqlite\n")

    assert typed("migrate").code == 0

    assert (Path("elsewhere.sqlite").exists(), Path(".rm/rm.sqlite").exists()) == (True, False)


def test_what_an_installation_keeps_is_for_its_owner_only(typed: Terminal) -> None:
    assert typed("migrate").code == 0

    assert oct(Path(".rm").stat().st_mode & 0o777) == "0o700"
    assert oct(Path(".rm/signing-keys").stat().st_mode & 0o777) == "0o600"


def emails_waiting(typed: Terminal) -> bool:
    return "invitation, ready" in typed("status", "spring-2027").out


def test_a_mail_server_that_is_not_there_costs_one_line_and_no_email(typed: Terminal) -> None:
    a_cohort(typed)
    typed("launch", "spring-2027", "--by", "Kim")
    port = free_port()
    settings = {"smtp_host": "127.0.0.1", "smtp_port": port, "clock_file": "clock"}

    seen = ended(started(Path(), "send", **settings))

    assert (seen.code, seen.out, " ".join(seen.told).replace("  ", " ")) == (
        6,
        "",
        (
            f"rmctl: mail server 127.0.0.1:{port} cannot be reached: Connection refused. No "
            "email is lost, they are due again soon; ask `rmctl doctor`"
        ),
    )
    assert emails_waiting(typed)


def test_a_mail_server_that_takes_nothing_now_costs_one_line_and_no_email(typed: Terminal) -> None:
    a_cohort(typed)
    typed("launch", "spring-2027", "--by", "Kim")
    with scripted({"HELLO": ["421 too busy"]}) as server:
        typed.patch.setenv("RM_SMTP_HOST", "127.0.0.1")
        typed.patch.setenv("RM_SMTP_PORT", str(server.port))

        seen = typed("send")

    assert (seen.code, len(seen.told)) == (7, 1)
    assert "takes no mail from us now (421 when greeted)" in seen.told[0]
    assert emails_waiting(typed)


def test_emails_go_out_without_prefect(typed: Terminal) -> None:
    a_cohort(typed)
    typed("launch", "spring-2027", "--by", "Kim")
    with scripted() as server:
        typed.patch.setenv("RM_SMTP_HOST", "127.0.0.1")
        typed.patch.setenv("RM_SMTP_PORT", str(server.port))

        seen = typed("send")

    assert (seen.code, seen.told) == (0, ())
    assert seen.out == f"{len(server.emails)} sent\n"
    assert not emails_waiting(typed)


def test_without_a_mail_server_nothing_is_sent_anywhere(typed: Terminal) -> None:
    seen = typed("send")

    assert (seen.code, seen.told) == (
        6,
        (
            (
                "rmctl: no mail server is set: set RM_SMTP_HOST, or run `rmctl up`, which has a "
                "mailbox of its own"
            ),
        ),
    )


def test_a_port_in_use_stops_up_before_it_starts_anything(typed: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        seen = typed("up", "--port", port)

    assert (seen.code, seen.out, seen.told) == (
        6,
        "",
        (
            (
                f"rmctl: port {port} on 127.0.0.1 cannot be used for the pages (Address already in "
                "use): stop the program that has it, or choose another one with --port"
            ),
        ),
    )
    assert not Path(".rm/prefect").exists()


def test_there_is_no_port_beyond_the_last(typed: Terminal) -> None:
    seen = typed("up", "--port", "99999")

    assert (seen.code, seen.told) == (
        2,
        ("rmctl: there is no port 99999: give --port a number from 1 to 65535",),
    )


def test_a_port_in_use_is_told_before_prefect_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(SetupBroken) as caught:
            Engine(tmp_path / "prefect", port=port).start()

    assert str(caught.value).startswith(f"Port {port} on 127.0.0.1 cannot be used")


def a_file_for_prefect(folder: Path) -> None:
    (folder / "prefect").touch()


def noise_for_prefect(folder: Path) -> None:
    (folder / "prefect").mkdir()
    (folder / "prefect" / "prefect.db").write_bytes(b"noise " * 1000)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (a_file_for_prefect, "Prefect cannot work in {}/prefect: File exists. Move away what is"),
        (noise_for_prefect, "{}/prefect/prefect.db cannot be used: file is not a database."),
    ],
)
def test_a_prefect_that_cannot_start_is_told_in_one_line(
    typed: Terminal, tmp_path: Path, broken: Callable[[Path], None], says: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    broken(home)

    seen = typed("up", "--home", home, "--port", free_port())

    assert (seen.code, seen.out, len(seen.told)) == (6, "", 1)
    assert says.format(home) in seen.told[0]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (
            {"prefect": "3.7.9", "fastapi": "0.150.0"},
            (
                "prefect 3.7.9 does not fit: this product was checked with prefect >=3.8.8,<3.10. "
                'Mend it with: pip install "prefect>=3.8.8,<3.10"'
            ),
        ),
        (
            {"prefect": "3.8.8", "fastapi": ""},
            (
                "fastapi (not installed) does not fit: this product was checked with fastapi "
                '>=0,<0.151. Mend it with: pip install "fastapi>=0,<0.151"'
            ),
        ),
    ],
)
def test_a_version_that_does_not_fit_is_told_with_the_way_to_mend_it(
    found: dict[str, str], says: str
) -> None:
    assert told(lambda: check_versions(found)) == (6, f"rmctl: {says}\n")


def told(command: Callable[[], object]) -> tuple[int, str]:
    """How a command ends, and what is written about it."""
    screen = io.StringIO()
    return ending(command, Console(file=screen, width=40, color_system=None)), screen.getvalue()


def failing(error: BaseException) -> Callable[[], object]:
    def command() -> object:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, "rmctl: stopped\n"),
        (
            OperationalError("SELECT name", {}, Exception("database is locked")),
            6,
            "rmctl: the database cannot be used: database is locked. Check RM_DATABASE or --home\n",
        ),
        (
            PermissionError(13, "Permission denied", "report/report.html"),
            2,
            "rmctl: report/report.html: Permission denied. Give another path\n",
        ),
        (
            OSError(28, "No space left on device", "rm.sqlite"),
            6,
            "rmctl: rm.sqlite: No space left on device. `rmctl doctor` looks for the cause\n",
        ),
    ],
    ids=["ctrl-c", "database", "path", "disk"],
)
def test_errors_from_outside_end_a_command_in_one_line(
    error: BaseException, code: int, says: str
) -> None:
    assert told(failing(error)) == (code, says)


@pytest.mark.prefect
def test_a_signal_that_prefect_took_during_a_flow_is_a_stop_too() -> None:
    from prefect.exceptions import TerminationSignal

    assert told(failing(TerminationSignal(signal.SIGTERM))) == (130, "rmctl: stopped\n")


def test_an_error_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        told(failing(ZeroDivisionError()))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_unwinds_and_the_next_are_ignored(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    unwound = []

    def command() -> None:
        try:
            os.kill(os.getpid(), number)
            pytest.fail("the signal did nothing")
        finally:
            os.kill(os.getpid(), number)
            unwound.append("all of it")

    assert told(command) == (130, "rmctl: stopped\n")
    assert unwound == ["all of it"]
    assert signal.getsignal(number) is before


def test_what_was_to_be_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_in_order():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.prefect
def test_a_signal_while_prefect_starts_stops_everything(tmp_path: Path) -> None:
    home = tmp_path / "home"
    process = started(tmp_path, "up", "--home", home, "--port", free_port())
    assert eventually((home / "prefect" / "server.log").exists, bool)
    group = int((home / "prefect" / "engine.lock").read_text().split()[0])

    process.send_signal(signal.SIGTERM)
    seen = ended(process)

    assert (seen.code, set(seen.told) - {"rmctl: stopped"}) == (130, set())
    assert running_at(home) is None
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def test_a_process_of_its_own_ends_as_one_in_a_test_does(tmp_path: Path) -> None:
    seen = ended(started(tmp_path, "status", "autumn"))

    assert (seen.code, seen.out, " ".join(seen.told)) == (
        4,
        "",
        "rmctl: there is no cohort autumn; `rmctl status` lists them",
    )
