from rm_core.rehearsal.sheet import Input, errors, read
from rm_core.web.pages import pages
from tests.rehearsal.given import calling
from tests.support.pages import Program

PAGE = """
<h1>A title &amp; more</h1>
<form method="post" action="/there">
<input type="hidden" name="edition" value="1">
<fieldset class="field choice"><legend>Reply</legend>
<div class="option"><input type="radio" name="met" value="yes" checked><label>Yes</label></div>
<div class="more">
<div class="field text"><label>Why <span class="optional">(optional)</span></label>
<textarea name="why" maxlength="50">
I &lt;3 it</textarea></div>
</div>
<div class="option"><input type="radio" name="met" value="no"><label>No</label></div>
</fieldset>
<div class="field pick"><label>Zone</label>
<select name="zone"><option value="">Choose</option><optgroup label="x">
<option value="a&amp;b" selected>A</option></optgroup></select></div>
<fieldset class="field several"><legend>Likes <span class="optional">(optional)</span></legend>
<div class="boxes"><div class="option"><input type="checkbox" name="like" value="x"></div>
<div class="option"><input type="checkbox" name="like" value="y" checked></div></div></fieldset>
<div class="field number"><label>Many</label><input type="text" name="many" value="2" maxlength="6">
<span class="bounds">0 to 3</span></div>
<div class="field day"><label>Day</label>
<input type="date" name="day" value="" min="2027-01-01" max="2027-02-01"></div>
</form>
<footer><a href="/a/hub">Hub</a></footer>
"""


def test_a_page_is_read_as_a_person_sees_it() -> None:
    sheet = read(PAGE)

    assert (sheet.title, sheet.action, sheet.links) == ("A title & more", "/there", ["/a/hub"])
    assert list((sheet.inputs or {}).values()) == [
        Input(name="edition", kind="hidden", present=["1"]),
        Input(name="met", kind="radio", options=["yes", "no"], present=["yes"]),
        Input(
            name="why",
            kind="textarea",
            present=["I <3 it"],
            length=50,
            is_required=False,
            below=("met", "yes"),
        ),
        Input(name="zone", kind="select", options=["", "a&b"], present=["a&b"]),
        Input(
            name="like",
            kind="checkbox",
            options=["x", "y"],
            present=["y"],
            is_required=False,
        ),
        Input(name="many", kind="text", present=["2"], length=6, least="0", most="3"),
        Input(name="day", kind="date", present=[""], least="2027-01-01", most="2027-02-01"),
    ]


def test_a_page_without_a_form_has_no_inputs() -> None:
    assert read("<h1>Thank you</h1><p>We have it.</p>").inputs is None


def test_a_list_with_nothing_chosen_shows_its_first_entry() -> None:
    page = '<form><select name="x"><option value="1">a</option><option value="2">b</select></form>'

    assert (read(page).inputs or {})["x"].present == ["1"]


def test_a_real_intake_page_is_read_whole() -> None:
    with calling(pages(Program())) as client:
        inputs = read(client.get("http://pages/a/intake_mentee").text).inputs or {}

    assert len(inputs["needs-5-topic"].options) > 100
    assert len(inputs["time_zone"].options) > 300
    assert inputs["time_zone"].present == ["Europe/Berlin"]
    assert len(inputs["hours"].options) == 30
    assert inputs["languages"].present == ["de", "en"]
    assert {name for name, each in inputs.items() if each.kind == "textarea"} == {
        "gap",
        "gives_back",
        "hopes",
        "vetoes",
        "wishes",
    }
    assert not inputs["hopes"].is_required
    assert inputs["gap"].is_required
    assert inputs["consent"].is_required


def test_the_summary_of_errors_is_read_without_its_markup() -> None:
    page = """<div class="errors"><h2>Not sent</h2><ul>
    <li><a href="#f-x">Your   day</a> – give a date</li><li>Read &amp; again</li></ul></div>
    <ul><li>other</li></ul>"""

    assert errors(page) == ("Your day – give a date", "Read & again")
    assert errors("<ul><li>other</li></ul>") == ()
