"""The doctor finds what is broken, says how to mend it, and changes nothing."""

import io
import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from rm_core import clock
from rm_core.program.document import parse
from rm_core.services.cohorts import create
from rm_core.settings import Settings
from rm_core.store.schema import migrate
from rm_core.store.unit import open_database, opener
from rmctl import doctor_calls as calls
from rmctl import doctor_checks as checks
from rmctl.doctor import EXAMINATIONS, examine, examined, run, summary
from rmctl.finding import Check, Examination, Finding, Setup, Verdict
from rmctl.home import settings_at
from rmctl.site import free_port
from rmctl.up import PLACE
from tests.support.command_line import Terminal
from tests.support.program_text import SOUND
from tests.support.smtp_script import scripted

GOOD = {"prefect": "3.8.8", "fastapi": "0.150.0", "sqlalchemy": "2.0.44"}
NOON = datetime(2027, 1, 12, 12, 0, tzinfo=UTC)
OK, WARNING, BROKEN = Verdict.OK, Verdict.WARNING, Verdict.BROKEN


@pytest.fixture
def home(typed: Terminal, tmp_path: Path) -> Path:
    """An installation that has been used, in a folder that the test stands in."""
    folder = tmp_path / "home"
    engine = open_database(settings_at(folder).database)
    migrate(engine)
    engine.dispose()
    return folder


def a_setup(home: Path, **given: object) -> Setup:
    versions = given.pop("versions", GOOD)
    program = given.pop("program", None)
    now = given.pop("now", NOON)
    settings = settings_at(home, **given) if home.is_dir() else Settings.model_construct()
    return Setup(
        home=home,
        program=program,  # type: ignore[arg-type]
        settings=settings,
        given=frozenset(given),
        versions=versions,  # type: ignore[arg-type]
        now=now,  # type: ignore[arg-type]
    )


def seen(check: Check, setup: Setup) -> list[Finding]:
    return list(examined(Examination(name="it", check=check, mend="mend it so"), setup))


def test_a_sound_installation_has_nothing_broken(home: Path) -> None:
    found = list(examine(home, None))

    assert [(name, each) for name, each in found if each.verdict is BROKEN] == []
    assert {name for name, _ in found} == {each.name for each in EXAMINATIONS}


def test_the_table_shows_the_mend_beside_the_finding(home: Path) -> None:
    (home / "signing-keys").chmod(0o644)
    screen = io.StringIO()

    code = run(home, None, Console(file=screen, width=300, color_system=None))

    row = next(line for line in screen.getvalue().splitlines() if "read by others" in line)
    assert code == 6
    assert "broken" in row
    assert row.rstrip(" │").endswith(f"chmod 600 {home}/signing-keys")


def test_looking_makes_nothing(typed: Terminal, tmp_path: Path) -> None:
    seen = typed("doctor", "--home", "not-yet")

    assert (seen.code, seen.told) == (0, ())
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cannot_be_read_spares_the_checks_that_need_none(
    typed: Terminal, tmp_path: Path
) -> None:
    typed.patch.setenv("RM_SMTP_PORT", "smtp")

    found = dict(examine(tmp_path, None))

    assert found["settings"].verdict is BROKEN
    assert "RM_SMTP_PORT is 'smtp'" in found["settings"].what
    assert {"Python", "packages", "folder", "ports"} <= set(found)
    assert not {"signing keys", "mail server", "database", "clock", "silence"} & set(found)


def test_a_check_that_fails_in_any_way_is_a_finding(home: Path) -> None:
    def fails(_: Setup) -> Iterator[Finding]:
        yield Finding(OK, "so far")
        raise ZeroDivisionError("by nothing")

    assert seen(fails, a_setup(home)) == [
        Finding(OK, "so far"),
        Finding(BROKEN, "ZeroDivisionError: by nothing", "mend it so"),
    ]


@pytest.mark.parametrize(
    "wrong", [{"prefect": "3.7.0"}, {"fastapi": "0.151.0"}, {"sqlalchemy": "2.1.0"}]
)
def test_a_version_that_does_not_fit_is_broken(home: Path, wrong: dict[str, str]) -> None:
    found = seen(checks.packages, a_setup(home, versions=GOOD | wrong))

    assert [each.verdict for each in found] == [BROKEN]
    assert found[0].what.startswith(f"{next(iter(wrong))} {next(iter(wrong.values()))} does not")


def test_versions_that_fit_are_named(home: Path) -> None:
    assert seen(checks.packages, a_setup(home)) == [
        Finding(OK, "prefect 3.8.8, fastapi 0.150.0, sqlalchemy 2.0.44")
    ]


def test_a_file_where_the_folder_should_be_is_broken(tmp_path: Path) -> None:
    (tmp_path / "home").touch()

    assert seen(checks.folder, a_setup(tmp_path / "home")) == [
        Finding(BROKEN, f"{tmp_path}/home is a file", "give another folder with --home")
    ]


def test_a_folder_that_others_may_read_is_worth_knowing(home: Path) -> None:
    home.chmod(0o755)

    assert seen(checks.folder, a_setup(home)) == [
        Finding(
            WARNING,
            f"{home} is open to others, and holds names and addresses",
            f"chmod 700 {home}",
        )
    ]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"base_url": "mentoring.example.org"}, BROKEN),
        ({"base_url": "ftp://example.org"}, BROKEN),
        ({"base_url": "https://example.org/?a=b"}, BROKEN),
        ({"base_url": "http://mentoring.example.org"}, WARNING),
        ({"base_url": "http://localhost:8000", "smtp_host": "mail.example.org"}, WARNING),
        ({"base_url": "http://localhost:8000"}, OK),
        ({"base_url": "https://mentoring.example.org/ask"}, OK),
    ],
)
def test_an_address_that_participants_cannot_use_is_found(
    home: Path, given: dict[str, str], verdict: Verdict
) -> None:
    found = seen(checks.settings, a_setup(home, mail_from="p@example.com", **given))

    assert max((each.verdict for each in found), key=list(Verdict).index) is verdict


def test_the_sample_sender_is_for_no_real_mail_server(home: Path) -> None:
    given = {"base_url": "https://m.example.org", "smtp_host": "mail.example.org"}

    found = seen(checks.settings, a_setup(home, **given))

    assert found[1].what == "emails would come from program@example.org"


def test_a_short_signing_key_is_broken_and_not_repeated(home: Path) -> None:
    found = seen(checks.keys, a_setup(home, signing_keys="k1:tooshort"))

    assert [(each.verdict, "tooshort" in each.what) for each in found] == [(BROKEN, False)]


def test_a_template_that_is_missing_is_broken(home: Path, tmp_path: Path) -> None:
    found = seen(checks.templates, a_setup(home, templates=tmp_path))

    assert found[0].verdict is BROKEN
    assert found[0].what.startswith("email template ")


def test_a_program_file_with_problems_is_broken(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(SOUND.replace("baseline: 35", "baseline: many"))

    found = seen(checks.program, a_setup(home, program=path))

    assert [(each.verdict, each.mend) for each in found] == [(BROKEN, f"rmctl validate {path}")]
    assert found[0].what.startswith(f"{path}:7:13: goal.baseline: ")


def test_a_program_file_whose_dates_have_passed_is_worth_knowing(
    home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(SOUND)
    late = datetime(2027, 3, 1, tzinfo=UTC)

    assert seen(checks.program, a_setup(home, program=path, now=late)) == [
        Finding(OK, f"{path} is sound"),
        Finding(WARNING, "enrolment closed on 2027-02-05", f"renew the dates in {path}"),
    ]


def noise(home: Path) -> dict[str, object]:
    (home / "rm.sqlite").write_bytes(b"noise " * 1000)
    return {}


def no_server(_: Path) -> dict[str, object]:
    return {"database": f"postgresql://me:secret@127.0.0.1:{free_port()}/x"}


def a_newer_schema(home: Path) -> dict[str, object]:
    engine = open_database(settings_at(home).database)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    return {}


def refusing_writes(home: Path) -> dict[str, object]:
    return {"database": f"sqlite:///file:{home}/rm.sqlite?mode=ro&uri=true"}


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (noise, "file is not a database"),
        (no_server, "Connection refused"),
        (a_newer_schema, "at revision 9999, which this program does not know"),
        (refusing_writes, "attempt to write a readonly database"),
    ],
)
def test_a_database_that_cannot_be_used_is_broken(
    home: Path, broken: Callable[[Path], dict[str, object]], says: str
) -> None:
    given = broken(home)

    found = seen(calls.database, a_setup(home, **given))

    assert [each.verdict for each in found] == [BROKEN]
    assert says in found[0].what
    assert "secret" not in found[0].what


def test_a_database_that_is_there_takes_writes(home: Path) -> None:
    assert seen(calls.database, a_setup(home)) == [
        Finding(OK, "sqlite: reachable, current, and takes writes")
    ]


def draft(home: Path, now: datetime) -> None:
    """A cohort in the installation, created at that moment."""
    engine = open_database(settings_at(home).database)
    create(opener(engine), lambda: now, parse(SOUND, "p.yaml"))
    engine.dispose()


def test_a_clock_that_went_back_is_broken(home: Path) -> None:
    ahead = datetime(2200, 1, 1, tzinfo=UTC)
    draft(home, ahead)

    assert [each.verdict for each in seen(calls.clocks, a_setup(home))] == [BROKEN]
    assert [each.verdict for each in seen(calls.clocks, a_setup(home, now=ahead))] == [OK]


def test_what_waits_in_silence_is_broken(home: Path) -> None:
    draft(home, NOON.replace(year=2026))

    on_time = seen(calls.audit, a_setup(home, now=NOON.replace(year=2026)))
    late = seen(calls.audit, a_setup(home, now=NOON.replace(year=2028)))

    assert on_time == [Finding(OK, "nothing waits in silence in 1 cohorts")]
    assert [each.verdict for each in late] == [BROKEN]
    assert late[0].what.startswith("1 wait in silence, the first: cohort ")


def at(port: int, **given: object) -> dict[str, object]:
    return {"smtp_host": "127.0.0.1", "smtp_port": port, **given}


def test_a_mail_server_is_greeted_and_sent_nothing(home: Path) -> None:
    with scripted() as server:
        found = seen(calls.relay, a_setup(home, **at(server.port)))

    assert found == [Finding(OK, f"127.0.0.1:{server.port} greets us; encryption: none")]
    assert (server.emails, set(server.verbs) <= {"EHLO", "QUIT"}) == ([], True)


def test_a_mail_server_that_is_not_there_is_broken(home: Path) -> None:
    found = seen(calls.relay, a_setup(home, **at(free_port())))

    assert [(each.verdict, each.mend) for each in found] == [(BROKEN, "mend it so")]
    assert found[0].what.endswith("cannot be reached: Connection refused")


def test_a_mail_server_without_encryption_is_broken_if_it_was_asked_for(home: Path) -> None:
    with scripted() as server:
        found = seen(calls.relay, a_setup(home, **at(server.port, smtp_security="starttls")))

    assert [each.verdict for each in found] == [BROKEN]
    assert "offers no STARTTLS" in found[0].what


def test_a_mail_server_that_takes_nothing_now_is_worth_knowing(home: Path) -> None:
    with scripted({"HELLO": ["421 busy"]}) as server:
        found = seen(calls.relay, a_setup(home, **at(server.port)))

    assert [each.verdict for each in found] == [WARNING]


def test_a_port_of_our_own_is_told_from_one_of_others(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        others = calls.port_finding(port, frozenset(), "take another")
        ours = calls.port_finding(port, frozenset({port}), "take another")
    free = calls.port_finding(free_port(), frozenset(), "take another")

    assert others == Finding(WARNING, f"{port} is used by another program", "take another")
    assert ours == Finding(OK, f"{port} is used by this installation")
    assert free.verdict is OK


def test_prefect_that_was_left_behind_is_broken(home: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    (home / PLACE).write_text(json.dumps({"api_url": f"{url}/api", "pages_url": url}))

    found = seen(calls.prefect, a_setup(home))

    assert found == [
        Finding(
            BROKEN,
            f"{url}/api does not answer",
            f"start `rmctl up` again, or delete {home / PLACE}",
        )
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"api_url": "x"}', "\0"])
def test_a_note_that_nobody_wrote_means_that_nothing_runs(home: Path, text: str) -> None:
    (home / PLACE).write_text(text)

    assert seen(calls.prefect, a_setup(home)) == [
        Finding(OK, "is not running here; `rmctl up` starts it")
    ]


def test_a_simulated_clock_is_worth_knowing(typed: Terminal, home: Path, tmp_path: Path) -> None:
    clock.tell(tmp_path / "clock", NOON)
    typed.patch.setenv("RM_CLOCK_FILE", str(tmp_path / "clock"))

    found = [each.what for name, each in examine(home, None) if name == "settings"]

    assert "a simulated clock rules: it shows 12 Jan 2027 12:00 UTC" in found


def test_the_summary_counts() -> None:
    assert summary([OK, WARNING]) == "Nothing is broken, 1 warning."
    assert summary([BROKEN, BROKEN, OK]) == (
        "2 broken, 0 warnings: mend what is broken, then ask again."
    )
