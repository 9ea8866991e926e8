import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.pages import LETTER_POLICY, SANDBOX
from rm_core.mailbox.records import Arrival
from tests.mailbox.given import (
    INVITATION,
    Visitor,
    a_message,
    arrival,
    html,
    in_parts,
)

Open = Callable[..., Visitor]


@pytest.fixture
def with_mail(tmp_path: Path) -> Iterator[Open]:
    """A browser in front of a mailbox with these messages, mounted under /mailbox."""
    mailbox = Mailbox(tmp_path)

    def fill(*arrivals: Arrival) -> Visitor:
        mailbox.keep(arrivals)
        return Visitor(mailbox)

    yield fill
    mailbox.close()


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def tags(self) -> set[str]:
        return {name for name, _ in self.elements}

    def attributes(self) -> set[str]:
        return {name for _, attributes in self.elements for name in attributes}


def subjects(page: str) -> list[str]:
    return re.findall(r'class="subject">([^<]*)<', page)


def test_an_empty_mailbox_says_where_to_send(with_mail: Open) -> None:
    page = with_mail().get("/mailbox/")

    assert page.status_code == 200
    assert "No mail yet" in page.text
    assert "127.0.0.1:2525" in page.text


def test_the_list_is_newest_first_under_the_day_of_the_messages_own_date(with_mail: Open) -> None:
    page = with_mail(
        arrival(a_message(subject="Older", date="Mon, 01 Feb 2027 23:30:00 -0500")),
        arrival(a_message(subject="Newer", date="Wed, 03 Feb 2027 09:30:00 +0000")),
    ).get("/mailbox/")

    assert subjects(page.text) == ["Newer", "Older"]
    assert re.findall(r"<h2><time[^>]*>([^<]*)", page.text) == [
        "Wednesday 3 February 2027",
        "Tuesday 2 February 2027",
    ]
    assert ">04:30</time>" in page.text


def test_the_list_comes_in_pages(with_mail: Open) -> None:
    client = with_mail(*(arrival(a_message(subject=f"No. {n}")) for n in range(120)))

    pages = [subjects(client.get(f"/mailbox/?page={page}").text) for page in (1, 2, 3)]

    assert [subject for page in pages for subject in page] == [
        f"No. {n}" for n in range(119, -1, -1)
    ]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert "51–100 of 120" in client.get("/mailbox/?page=2").text
    assert subjects(client.get("/mailbox/?page=nonsense").text) == pages[0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=kenji", ["Meet Kenji"]),
        ("to=joanna@example.org", ["Three questions"]),
        ("kind=pulse", ["Three questions"]),
        ("stage=matching", ["Meet Kenji"]),
        ("stage=matching&kind=pulse", []),
        ("q=%22+OR+1%3D1", []),
    ],
)
def test_search_and_filters_narrow_the_list(with_mail: Open, query: str, found: list[str]) -> None:
    client = with_mail(
        arrival(a_message()),
        arrival(
            a_message(subject="Three questions", kind="pulse", stage="checkins"),
            "joanna@example.org",
        ),
    )

    assert subjects(client.get(f"/mailbox/?{query}").text) == found


def test_every_link_within_the_mailbox_leads_somewhere(with_mail: Open) -> None:
    client = with_mail(arrival(a_message()), arrival(a_message()))
    seen: set[str] = set()
    to_visit = {"/mailbox/?q=kenji&stage=matching"}

    while to_visit:
        address = to_visit.pop()
        seen.add(address)
        page = client.get(address)
        assert page.status_code == 200, address
        if page.headers["content-type"].startswith("text/html"):
            links = {link.get("href") or "" for link in Seen(page.text).all("a")}
            to_visit |= {link for link in links if link.startswith("/")} - seen

    assert {"/mailbox/", "/mailbox/m/2/source", "/mailbox/people"} <= seen


@pytest.mark.parametrize(
    "address", ["m/0", "m/99", f"m/{2**70}", "m/1/part/7", "nothing", "m/99/html"]
)
def test_what_is_not_there_is_said_politely(with_mail: Open, address: str) -> None:
    page = with_mail(arrival(a_message())).get(f"/mailbox/{address}")

    assert page.status_code == 404
    assert "There is no such message" in page.text


def test_live_pages_load_themselves_again_without_a_script(with_mail: Open) -> None:
    client = with_mail(arrival(a_message()))

    assert {"http-equiv": "refresh", "content": "3"} in Seen(
        client.get("/mailbox/?live=1").text
    ).all("meta")
    assert "refresh" not in client.get("/mailbox/").text


def test_a_message_shows_its_html_in_a_sandbox_and_its_other_sides(with_mail: Open) -> None:
    raw = a_message(content=in_parts(
        "Content-Type: text/plain; charset=utf-8\n\nHello Anna, https://example.org/a/1",
        html("<p>Hello <b>Anna</b></p>"),
    ))  # fmt: skip
    client = with_mail(arrival(raw))

    (frame,) = Seen(client.get("/mailbox/m/1").text).all("iframe")
    assert (frame["src"], frame["sandbox"]) == ("/mailbox/m/1/html", SANDBOX)
    inner = client.get("/mailbox/m/1/html").text
    assert inner.strip() == '<!doctype html><base target="_blank"><p>Hello <b>Anna</b></p>'
    text = client.get("/mailbox/m/1?view=text").text
    assert {
        "href": "https://example.org/a/1",
        "target": "_blank",
        "rel": "noopener noreferrer",
    } in Seen(text).all("a")
    assert "Hello Anna, " in text
    assert "&lt;first@example.org&gt;" in client.get("/mailbox/m/1?view=headers").text
    assert "&lt;p&gt;Hello &lt;b&gt;Anna" in client.get("/mailbox/m/1?view=source").text
    assert client.get("/mailbox/m/1/source").content == raw


def test_an_invitation_is_a_card_with_both_times(with_mail: Open) -> None:
    part = f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{INVITATION}"
    client = with_mail(arrival(a_message(content=in_parts(html("<p>hi</p>"), part))))

    page = client.get("/mailbox/m/1").text

    assert "Monday 15 March 2027, 15:00–15:45</strong> <bdi>Europe/Berlin" in page
    assert "Monday 15 March 2027, 14:00–14:45 UTC" in page
    assert "With a calendar event" in client.get("/mailbox/").text
    assert client.get("/mailbox/m/1/part/0").content.startswith(b"BEGIN:VCALENDAR")


def test_a_calendar_that_makes_no_sense_is_said_to(with_mail: Open) -> None:
    client = with_mail(arrival(a_message(content="Content-Type: text/calendar\n\nnonsense")))

    assert "cannot be read" in client.get("/mailbox/m/1").text


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "\u202e<b>gnirts\u202c",
    "x" * 900,
]
EVENT = INVITATION.replace("Trial meeting", "{0}").replace("Bring one question", "{0}").replace(
    "https://example.org/room", "{0}").replace("Anna Lindqvist", "'{0}'")  # fmt: skip


def hostile(payload: str) -> bytes:
    calendar = EVENT.format(payload.replace("\n", " "))
    return a_message(
        subject=payload,
        to=f'"{payload}" <anna@example.org>'.replace('""', '"'),
        sender=f"{payload} <evil@example.org>",
        kind=payload,
        stage=payload,
        message_id=payload,
        content=in_parts(
            f"Content-Type: text/plain; charset=utf-8\n\n{payload} https://example.org/{payload}",
            html(payload),
            f"Content-Type: text/calendar; charset=utf-8\n\n{calendar}",
            f'Content-Type: text/html; name="{payload}.html"\n'
            f'Content-Disposition: attachment; filename="{payload}.html"\n\n{payload}',
            subtype="mixed",
        ),
    )


SHOWN = (
    "", "?q={0}&to={0}&kind={0}&stage={0}", "people", "people?to={0}", "m/1", "m/1?view=text",
    "m/1?view=phone", "m/1?view=headers", "m/1?view=source", "m/1?q={0}&view={0}", "nowhere{0}",
)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_a_message_brings_becomes_part_of_a_page(
    with_mail: Open, payload: str
) -> None:
    client = with_mail(arrival(hostile(payload)), arrival(a_message(), f"a{payload[:60]}@x.org"))

    for address in SHOWN:
        page = client.get(f"/mailbox/{address}".replace("{0}", payload))

        seen, policy = Seen(page.text), page.headers["content-security-policy"]
        assert seen.tags().isdisjoint({"script", "img", "b", "object", "embed", "base"}), address
        assert not {name for name in seen.attributes() if name.startswith("on")}, address
        assert "style" not in seen.attributes(), address
        leads = [link["href"] or "" for link in seen.all("a")]
        assert [lead for lead in leads if not lead.startswith(("/", "http", "#"))] == [], address
        assert "49" not in subjects(page.text), address
        assert policy.startswith("default-src 'none'; style-src 'sha256-"), address
        assert "unsafe" not in policy, address
        assert page.headers["x-content-type-options"] == "nosniff", address
        assert page.headers["referrer-policy"] == "no-referrer", address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_messages_own_html_may_do_nothing(with_mail: Open, payload: str) -> None:
    client = with_mail(arrival(hostile(payload)))

    page = client.get("/mailbox/m/1/html")

    policy = page.headers["content-security-policy"]
    assert policy == LETTER_POLICY
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert policy.endswith("sandbox allow-popups allow-popups-to-escape-sandbox")
    assert page.text.startswith('<!doctype html><base target="_blank">')


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_part_is_saved_and_never_shown(with_mail: Open, payload: str) -> None:
    client = with_mail(arrival(hostile(payload)))

    for address in ("m/1/part/0", "m/1/part/1", "m/1/source"):
        part = client.get(f"/mailbox/{address}")

        assert part.headers["content-type"] == "application/octet-stream"
        assert re.fullmatch(
            r"attachment; filename\*=UTF-8''[\w.%~-]+", part.headers["content-disposition"]
        )
        assert part.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_the_style_on_the_page_is_the_one_that_the_policy_allows(with_mail: Open) -> None:
    import base64
    import hashlib

    page = with_mail().get("/mailbox/")

    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["content-security-policy"]


def test_programs_read_messages_as_json(with_mail: Open) -> None:
    client = with_mail(
        arrival(a_message()), arrival(a_message(), "kenji@example.org"), arrival(a_message())
    )

    told = client.get("/mailbox/api/messages?to=anna@example.org&after=0&limit=1")

    assert told.json() == [
        {
            "seq": 1,
            "id": "first@example.org",
            "to": ["anna@example.org"],
            "from": "program@example.org",
            "subject": "Meet Kenji",
            "kind": "introduction",
            "stage": "matching",
            "date": "2027-02-01T08:30:00+00:00",
            "links": ["https://example.org/a/1"],
            "has_calendar": False,
        }
    ]
    after = client.get("/mailbox/api/messages?to=anna@example.org&after=1")
    assert [message["seq"] for message in after.json()] == [3]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("after=-1", "after: a whole number from 0 to 9223372036854775807 is expected, not '-1'"),
        ("after=9223372036854775808", "after: a whole number from 0 to 9223372036854775807"),
        ("limit=0", "limit: a whole number from 1 to 1000 is expected, not '0'"),
        ("limit=²", "limit: a whole number from 1 to 1000 is expected, not '²'"),
        (f"limit={'9' * 5000}", "limit: a whole number from 1 to 1000"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_what_is_expected(
    with_mail: Open, query: str, error: str
) -> None:
    told = with_mail().get(f"/mailbox/api/messages?{query}")

    assert told.status_code == 422
    assert told.json()["error"].startswith(error)
