"""What is said about a broken program file: each problem with its place and its cure."""

import pytest

from tests.support.program_text import instead, problems, with_line

BROKEN: dict[str, tuple[str, list[str]]] = {
    "an unknown field, nearly right": (
        instead("sponsor:", "sponser:"),
        [
            (
                "p.yaml:1:1: sponsor: is missing (add a section with fields: "
                "The senior leader in whose name the invitation goes out)"
            ),
            "p.yaml:10:1: sponser: there is no such field (did you mean `sponsor`?)",
        ],
    ),
    "a field of another section": (
        with_line("meetings: 8"),
        ["p.yaml:19:1: meetings: there is no such field (`meetings` belongs under `cadence`)"],
    ),
    "a field nobody knows": (
        with_line("trial: {xyzzy: 8}"),
        [
            (
                "p.yaml:19:9: trial.xyzzy: there is no such field (the fields here are: "
                "answer_within, contact_within, opening_line_after, coordinator_after, meet_within, "
                "minutes, verdict_within, one_sided_silence)"
            )
        ],
    ),
    "a missing field": (
        instead("  ends: 2027-09-17\n", ""),
        [
            (
                "p.yaml:14:3: dates.ends: is missing (add a date such as 2027-03-31: "
                "Last day of the term; the outcome surveys go out next morning)"
            )
        ],
    ),
    "a number in words": (
        with_line("cadence: {meetings: six}"),
        [
            (
                "p.yaml:19:21: cadence.meetings: `six` is not a whole number "
                "(write a whole number from 1 to 30)"
            )
        ],
    ),
    "a number in quotation marks": (
        with_line("cadence: {meetings: '6'}"),
        [
            (
                "p.yaml:19:21: cadence.meetings: the quotation marks make `6` text "
                "(write 6 without them)"
            )
        ],
    ),
    "a number that is too large": (
        with_line("cadence: {meetings: 31}"),
        [
            "p.yaml:19:21: cadence.meetings: 31 is too large (write a whole number from 1 to 30)",
        ],
    ),
    "a number that is too small": (
        with_line("cadence: {every: 3}"),
        ["p.yaml:19:18: cadence.every: 3 is too small (write a whole number from 7 to 730)"],
    ),
    "a number off the steps": (
        with_line("cadence: {minutes: 47}"),
        [
            (
                "p.yaml:19:20: cadence.minutes: 47 does not fit the steps "
                "(write a whole number from 5 to 480 in steps of 5)"
            )
        ],
    ),
    "hours and minutes where minutes belong": (
        with_line("cadence: {minutes: 1:30}"),
        [
            (
                "p.yaml:19:20: cadence.minutes: `1:30` is not a whole number "
                "(write a whole number from 5 to 480 in steps of 5)"
            )
        ],
    ),
    "a share as a percentage": (
        with_line("surveys: {amber_below: 60%}"),
        [
            (
                "p.yaml:19:24: surveys.amber_below: `60%` is not a number "
                "(write a number from 0 to 1, without the sign; as a share it is 0.6)"
            )
        ],
    ),
    "a decimal comma": (
        with_line("surveys:\n  amber_below: 0,6"),
        ["p.yaml:20:16: surveys.amber_below: `0,6` is not a number (write it with a point: 0.6)"],
    ),
    "neither true nor false": (
        with_line("surveys: {midterm: maybe}"),
        ["p.yaml:19:20: surveys.midterm: `maybe` is neither true nor false (write true or false)"],
    ),
    "a choice misspelt": (
        with_line("matching: {objective: most-pairs}"),
        [
            (
                "p.yaml:19:23: matching.objective: `most-pairs` is not known here "
                "(did you mean `most_pairs`?)"
            )
        ],
    ),
    "a choice nobody knows": (
        with_line("eligibility: {consent_default: no}"),
        [
            (
                "p.yaml:19:32: eligibility.consent_default: `no` is not known here "
                "(write one of granted, refused)"
            )
        ],
    ),
    "a date the other way round": (
        instead("2027-09-17", "17.09.2027"),
        [
            (
                "p.yaml:18:9: dates.ends: `17.09.2027` may be read in two ways "
                "(write a date such as 2027-03-31: year, month, day)"
            )
        ],
    ),
    "a day that does not exist": (
        instead("2027-02-05", "2027-02-30"),
        [
            (
                "p.yaml:15:21: dates.enrolment_closes: there is no day 2027-02-30 in the calendar "
                "(write a date such as 2027-03-31)"
            )
        ],
    ),
    "a number for a date": (
        instead("2027-09-17", "20270917"),
        [
            (
                "p.yaml:18:9: dates.ends: `20270917` is not a date "
                "(write a date such as 2027-03-31: year, month, day)"
            )
        ],
    ),
    "dates out of order": (
        instead("trial_ends: 2027-03-19", "trial_ends: 2027-02-01"),
        ["p.yaml:17:15: dates.trial_ends: trial_ends must not be before matching"],
    ),
    "a time that is none": (
        with_line("mail: {earliest: 8h}"),
        [
            (
                "p.yaml:19:18: mail.earliest: `8h` is not a time of day "
                "(write a time such as 08:30, hours and minutes)"
            )
        ],
    ),
    "a zone that is none": (
        with_line("time_zone: Berlin"),
        [
            (
                "p.yaml:19:12: time_zone: no such time zone: 'Berlin'; "
                "use an IANA name such as Europe/Berlin"
            )
        ],
    ),
    "an address that is none": (
        instead("kim@example.org", "kim"),
        [
            (
                "p.yaml:11:45: coordinator.email: this is not an email address: "
                "An email address must have an @-sign."
            )
        ],
    ),
    "text for a list": (
        with_line("topics: spreadsheets"),
        [
            (
                "p.yaml:19:9: topics: here belongs a list, not `spreadsheets` "
                "(write each entry on a line of its own after `- `, or `[]` for none)"
            )
        ],
    ),
    "a list for text": (
        instead("title: Reverse mentoring", "title: [Reverse, mentoring]"),
        ["p.yaml:2:8: title: here stands a list (write text of at most 500 characters)"],
    ),
    "text for a section": (
        with_line("trial: long"),
        [
            (
                "p.yaml:19:8: trial: here belongs a section with fields, not `long` (its fields are: "
                "answer_within, contact_within, opening_line_after, coordinator_after, meet_within, "
                "minutes, verdict_within, one_sided_silence)"
            )
        ],
    ),
    "a section with nothing in it": (
        with_line("mail:"),
        [
            (
                "p.yaml:19:6: mail: here belongs a section with fields, not nothing "
                "(its fields are: earliest, latest, working_days_only)"
            )
        ],
    ),
    "a field with nothing in it": (
        instead("title: Reverse mentoring", "title:"),
        [
            (
                "p.yaml:2:7: title: has no value "
                "(write text of at most 500 characters, or remove the line)"
            )
        ],
    ),
    "more entries than allowed": (
        with_line("reminders: {after: [1, 2, 3]}"),
        ["p.yaml:19:20: reminders.after: 3 entries; at most 2 are allowed"],
    ),
    "an entry of the wrong kind": (
        with_line("reminders: {after: [1, two]}"),
        [
            (
                "p.yaml:19:24: reminders.after[1]: `two` is not a whole number "
                "(write a whole number from 1 to 60)"
            )
        ],
    ),
    "the same field twice": (
        with_line("title: Another"),
        [
            (
                "p.yaml:19:1: title: stands here a second time; the first is on line 2 "
                "(keep one of the two)"
            )
        ],
    ),
    "a key that is too odd": (
        instead("spring-2027", "Spring 2027"),
        [
            (
                "p.yaml:1:6: key: `Spring 2027` does not have the right form (The cohort's short "
                "name: lower case, digits and hyphens, such as spring-2027)"
            )
        ],
    ),
    "another version of the format": (
        with_line("version: 2"),
        ["p.yaml:19:10: version: 2 is not known here (write 1)"],
    ),
    "a merge key": (
        with_line("<<: {title: x}"),
        [
            (
                "p.yaml:19:1: <<: there is no such field "
                "(a program file does not merge sections; write the fields out)"
            )
        ],
    ),
    "an alias": (
        with_line("consent: &a text\nlanguage: *a"),
        [
            (
                "p.yaml:20:11: YAML: `*a` refers to another place; a program file is written out "
                "(write the value itself)"
            )
        ],
    ),
    "a tag": (
        with_line("consent: !!python/name:os.system x"),
        [
            (
                "p.yaml:19:10: YAML: a YAML tag (`!`) stands here; a program file has none "
                "(remove the tag, or put text that begins with `!` in 'single quotes')"
            )
        ],
    ),
    "a tab": (
        with_line("mail:\n\tearliest: 8:00"),
        [
            (
                "p.yaml:20:1: YAML: a tab indents this line, and YAML wants spaces "
                "(replace the tab with two spaces)"
            )
        ],
    ),
    "a colon in text": (
        instead("title: Reverse mentoring", "title: Mentoring: reversed"),
        [
            (
                "p.yaml:2:17: YAML: there is a second `: ` on this line, or the line is indented too "
                "far (put text that contains a colon in 'single quotes', or mend the indentation)"
            )
        ],
    ),
    "a name without a value": (
        instead("title: Reverse mentoring", "title Reverse mentoring"),
        [
            (
                "p.yaml:3:1: YAML: the line before this one has a name without `: ` and a value "
                "(write it as `name: value`)"
            )
        ],
    ),
    "an open quotation mark": (
        instead("title: Reverse mentoring", "title: 'Reverse mentoring"),
        [
            (
                "p.yaml:2:8: YAML: a quotation mark is opened and never closed "
                "(close the quotation mark)"
            )
        ],
    ),
    "an open list": (
        with_line("topics: [a, b"),
        [
            (
                "p.yaml:19:9: YAML: a list opened with `[` is not closed, or misses a comma "
                "(separate the entries with commas and close the list with `]`)"
            )
        ],
    ),
    "an open section": (
        with_line("mail: {earliest: 8:00"),
        [
            (
                "p.yaml:19:7: YAML: a section opened with `{` is not closed, or misses a comma "
                "(separate the fields with commas and close the section with `}`)"
            )
        ],
    ),
    "a line out of line": (
        instead("  matching: 2027-02-08", " matching: 2027-02-08"),
        [
            (
                "p.yaml:16:2: YAML: this line does not line up with the lines above it (indent it "
                "exactly like the other fields of its section, with two spaces a level)"
            )
        ],
    ),
    "text that begins with an at-sign": (
        instead("title: Reverse mentoring", "title: @home"),
        [
            (
                "p.yaml:2:8: YAML: text may not begin with this character "
                "(put the whole text in 'single quotes')"
            )
        ],
    ),
    "a backslash in double quotation marks": (
        instead("title: Reverse mentoring", r'title: "a\q"'),
        [
            (
                'p.yaml:2:11: YAML: a backslash inside "double quotes" begins a code, and this one is '
                "unknown (use 'single quotes', in which a backslash is only a backslash)"
            )
        ],
    ),
    "a character code beyond all characters": (
        instead("title: Reverse mentoring", r'title: "\UFFFFFFFF"'),
        ["p.yaml: YAML: a code in this file is no character (write the character itself)"],
    ),
    "an invisible character": (
        instead("title: Reverse", "title: Rev\x00erse"),
        [
            (
                "p.yaml:2:11: YAML: there is an invisible control character here (U+0000) "
                "(delete it; save the file as plain UTF-8 text)"
            )
        ],
    ),
    "an escaped invisible character": (
        instead("title: Reverse mentoring", r'title: "a\0b"'),
        [
            (
                "p.yaml:2:8: title: the text holds an invisible control character "
                "(write it without codes such as \\0)"
            )
        ],
    ),
    "two documents": (
        with_line("---\ntitle: Another"),
        ["p.yaml:19:1: YAML: a second document begins here (keep one program in one file)"],
    ),
    "an empty file": ("", ["p.yaml: file: the file is empty (start from a ready program)"]),
    "nothing but comments": (
        "# soon\n",
        ["p.yaml: file: the file is empty (start from a ready program)"],
    ),
    "a name that is a list": (
        with_line("[a, b]: c"),
        [
            "p.yaml:19:1: file: a field's name is plain text (write it as `name: value`)",
        ],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_problem_is_told_with_its_place_and_its_cure(case: str) -> None:
    text, expected = BROKEN[case]

    assert problems(text) == expected
