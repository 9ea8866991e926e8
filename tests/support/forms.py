"""Every form that a link may open, filled in as a browser would, for tests of forms and pages."""

from datetime import UTC, date, datetime
from importlib.resources import files

from rm_core.program import catalogue
from rm_core.program.document import parse
from rm_core.program.forms import agreement, checkins, intake, leaving, survey, trial
from rm_core.program.forms.form import Form
from rm_core.program.goal_examples import EXAMPLES
from rm_core.program.ids import PersonId, derive
from rm_core.program.outcomes import Moment
from rm_core.program.people import Person, Role
from tests.support.program_text import SOUND

PROGRAM = parse(SOUND, "program.yaml")
CATALOGUE = catalogue.parse(
    (files("rm_core.program") / "catalogue.yaml").read_text(encoding="utf-8")
)
PERSON = Person(
    id=PersonId(derive("person", "p1")),
    external_id="p1",
    name="Ada Nkemelu",
    given_name="Ada",
    email="ada@example.org",
    time_zone="Europe/Berlin",
    languages=("de", "en"),
)
SLOTS = tuple(datetime(2027, 3, day, hour, 0, tzinfo=UTC) for day, hour in ((9, 8), (10, 13)))
FIRST, LAST = date(2027, 2, 8), date(2027, 9, 17)
GOALS = EXAMPLES[:2]

Data = dict[str, list[str]]

GOAL_ROW: Data = {
    "goals-1-statement": ["Use AI assistants in my daily work"],
    "goals-1-kind": ["skill"],
    "goals-1-measure": ["Tasks of a normal week done with one"],
    "goals-1-level-2": ["none"],
    "goals-1-level-1": ["one"],
    "goals-1-level+0": ["three"],
    "goals-1-level+1": ["five"],
    "goals-1-level+2": ["I show colleagues how"],
    "goals-1-now": ["-2"],
    "goals-1-weight": ["3"],
}

FORMS: dict[str, tuple[Form, Data]] = {
    "intake_mentee": (
        intake.mentee(PROGRAM, CATALOGUE, PERSON),
        {
            "edition": ["1"],
            "needs-1-topic": ["ai-assistants"],
            "needs-1-level": ["3"],
            "needs-1-priority": ["3"],
            "needs-3-topic": ["younger-customers"],
            "needs-3-level": ["2"],
            "needs-3-priority": ["1"],
            "gap": ["I nod when people talk about prompts."],
            "hopes": ["To try things before I decide on them."],
            "gives_back": ["Introductions"],
            "style-pace": ["4"],
            "hours": ["0-480-600", "0-600-720", "2-840-960"],
            "time_zone": ["Europe/Berlin"],
            "languages": ["de", "en"],
            "cadence": ["monthly"],
            "openness": ["yes"],
            "consent": ["yes"],
        },
    ),
    "intake_mentor": (
        intake.mentor(PROGRAM, CATALOGUE, PERSON),
        {
            "edition": ["1"],
            "offers-1-topic": ["ai-assistants"],
            "offers-1-level": ["4"],
            "capacity": ["2"],
            "hours": ["1-720-840"],
            "time_zone": ["Asia/Kolkata"],
            "languages": ["en"],
            "cadence": ["fortnightly"],
            "consent": ["yes"],
        },
    ),
    "introduction": (trial.introduction("Bo"), {"reply": ["accept"]}),
    "choose_time": (trial.choose_time(SLOTS, FIRST, LAST), {"slot": ["2027-03-09T08:00Z"]}),
    "verdict": (trial.verdict("Bo"), {"verdict": ["unsure"]}),
    "agreement": (
        agreement.propose(PROGRAM, FIRST, "Bo"),
        {
            **GOAL_ROW,
            "every": ["28"],
            "ends_on": ["2027-09-17"],
            "aims": ["Set up\nTry it on my own mail"],
            "confidential": ["yes"],
            "gives_back": ["Feedback on a talk"],
        },
    ),
    "confirm": (agreement.confirm("Bo"), {"reply": ["confirm"]}),
    "did_you_meet": (
        checkins.did_you_meet("Bo", FIRST, LAST),
        {"met": ["moved"], "day": ["2027-04-01"], "time": ["14:30"]},
    ),
    "pulse_mentor": (
        checkins.pulse(Role.MENTOR, "Bo"),
        {"going": ["4"], "heard": ["5"], "confident": ["3"], "learned": ["How boards decide"]},
    ),
    "pulse_mentee": (
        checkins.pulse(Role.MENTEE, "Bo"),
        {"going": ["2"], "listening": ["5"], "stage": ["fight"]},
    ),
    "thanks": (checkins.thanks(Role.MENTEE, "Bo"), {"returned": ["partly"], "words": ["Thanks!"]}),
    "pause": (checkins.pause(FIRST, LAST), {"until": ["2027-05-03"]}),
    "midterm": (
        survey.survey(Role.MENTOR, Moment.MIDTERM),
        {"business_practice": ["4"], "personal_growth": ["5"], "helped": ["match", "cards"]},
    ),
    "end": (
        survey.survey(Role.MENTEE, Moment.END),
        {"business_practice": ["4"], "personal_growth": ["5"], "words": ["Keep it going"]},
    ),
    "ratings": (survey.ratings(GOALS), {"goal-1": ["1"], "goal-2": ["none"]}),
    "leave": (leaving.leave("Bo"), {"what": ["pairing"], "words": ["It was good to meet you."]}),
    "decline": (leaving.decline(), {"again": ["yes"]}),
    "concern": (leaving.concern("Robin Ombud"), {"words": ["I feel pushed."], "reply": ["no"]}),
    "manager_consent": (leaving.manager_consent("Ada", "granted"), {"consent": ["granted"]}),
    "stop": (leaving.stop_emails(), {}),
}
