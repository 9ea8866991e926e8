"""What somebody answers on the page that a link opened, by the names of its inputs."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from rm_core.program.purposes import Purpose
from rm_core.rehearsal import sentences
from rm_core.rehearsal.agreeing import agreement
from rm_core.rehearsal.filling import (
    Asked,
    Filled,
    Inputs,
    a_day,
    perhaps,
    points,
    rest,
    working_day,
    written,
)
from rm_core.rehearsal.profiles import intake
from rm_core.rehearsal.temperament import Consent, Meeting, Start, Term, Trial

DEEDS: Mapping[str, str] = MappingProxyType(
    {
        Purpose.INVITATION: "reply",
        Purpose.NEXT_ROUND: "again",
        Purpose.CONSENT: "consent",
        Purpose.INTRODUCTION: "reply",
        Purpose.VERDICT: "verdict",
        Purpose.AGREEMENT: "reply",
        Purpose.DID_YOU_MEET: "met",
        Purpose.LEAVE: "what",
    }
)
"""The input of a page whose answer says in one word what somebody did."""

LEVELS = ("-2", "-1", "0", "1", "2")


def answer(inputs: Inputs, asked: Asked) -> Filled | None:
    """A whole answer to the page, or None: they look at it and close it."""
    fill = ANSWERS.get(asked.purpose)
    if fill is None:
        return rest(inputs, {}, asked)
    filled = fill(inputs, asked)
    return None if filled is None else {name: filled[name] for name in filled if name in inputs}


def _invitation(inputs: Inputs, asked: Asked) -> Filled:
    declines = asked.who.start is Start.DECLINES
    return rest(inputs, {"reply": ["no" if declines else "yes"]}, asked)


def _consent(inputs: Inputs, asked: Asked) -> Filled:
    refuses = asked.who.consent is Consent.REFUSES and perhaps(0.6, asked.random)
    return rest(inputs, {"consent": ["refused" if refuses else "granted"]}, asked)


def _next_round(inputs: Inputs, asked: Asked) -> Filled:
    return rest(inputs, {"again": ["yes" if perhaps(0.6, asked.random) else "no"]}, asked)


def _introduction(inputs: Inputs, asked: Asked) -> Filled:
    declines = asked.who.meeting is Meeting.DECLINES and not asked.times
    return rest(inputs, {"reply": ["decline" if declines else "accept"]}, asked)


def _choose_time(inputs: Inputs, asked: Asked) -> Filled:
    """One of the first times; another one is proposed where none suits or is offered."""
    starts = [each for each in inputs["slot"].options if each != "other"]
    if starts and not perhaps(0.08, asked.random):
        later = starts[1:] or starts
        return {"slot": [asked.random.choice(later if asked.aim == "move" else starts[:3])]}
    return rest(inputs, {"slot": ["other"]}, asked)


def _verdict(inputs: Inputs, asked: Asked) -> Filled:
    """Who did not simply go on may say another thing when they are asked again."""
    said = {Trial.UNSURE: "unsure", Trial.STOPS: "stop", Trial.MISSES: "not_met"}
    verdict = said.get(asked.who.trial, "continue")
    if asked.times and verdict != "continue":
        verdict = "continue" if perhaps(0.65, asked.random) else "stop"
    return rest(inputs, {"verdict": [verdict]}, asked)


def _did_you_meet(inputs: Inputs, asked: Asked) -> Filled:
    random = asked.random
    met = {"move": "moved", "cancel": "cancelled"}.get(asked.aim, "")
    met = met or ("yes" if perhaps(0.93, random) else "no")
    filled = {"met": [met]}
    if met == "moved" and "day" in inputs:
        filled["day"] = a_day(inputs["day"], working_day(asked.today, random.randint(4, 12)))
    if met == "cancelled" and "by" in inputs:
        filled["by"] = ["me"]
    if met == "yes" and perhaps(0.7, random):
        filled["worth"] = points(asked)
    if met == "yes" and "learned" in inputs and perhaps(0.5, random):
        filled["learned"] = written(sentences.LEARNED, inputs["learned"], random)
    return filled if met == "yes" else rest(inputs, filled, asked)


def _pulse(inputs: Inputs, asked: Asked) -> Filled:
    """Gloomy people say so; everybody is asked what they learned."""
    filled = {"going": points(asked, 0.1 if asked.who.mood > 3 else -0.6)}
    if "stage" in inputs:
        now = ("fight", "try", "accept") if asked.times else ("deny", "fight", "try")
        filled["stage"] = [asked.random.choice(now)]
    if "learned" in inputs:
        pool = sentences.LEARNED if perhaps(0.6, asked.random) else ("",)
        filled["learned"] = written(pool, inputs["learned"], asked.random)
    return rest(inputs, filled, asked)


def _survey(inputs: Inputs, asked: Asked) -> Filled:
    """Points by mood, growth above business as in published programs; goals have come some way."""
    random = asked.random
    filled: Filled = {}
    for name, each in inputs.items():
        if name.startswith("goal-"):
            filled[name] = _rating(asked)
        elif name == "personal_growth":
            filled[name] = points(asked, 0.5)
        elif name == "words":
            filled[name] = written(sentences.WORDS, each, random) if perhaps(0.3, random) else [""]
        elif each.kind == "checkbox" and len(each.options) > 1:
            count = min(len(each.options), random.choice((0, 1, 2, 2, 3)))
            chosen = set(random.sample(each.options, count))
            filled[name] = [value for value in each.options if value in chosen]
        elif each.kind == "radio" and perhaps(0.95, random):
            filled[name] = points(asked, -0.1)
    return rest(inputs, filled, asked)


def _rating(asked: Asked) -> list[str]:
    if perhaps(0.06, asked.random):
        return ["none"]
    at_end = asked.purpose == Purpose.SURVEY
    reached = asked.random.gauss((asked.who.mood - 3.6) * 0.9 - (0.0 if at_end else 0.8), 0.8)
    return [LEVELS[min(4, max(0, round(reached) + 2))]]


def _thanks(inputs: Inputs, asked: Asked) -> Filled:
    random = asked.random
    returned = random.choices(("yes", "partly", "not_yet", "none"), (45, 25, 20, 10))[0]
    filled: Filled = {"returned": [returned]}
    if "words" in inputs and perhaps(0.75, random):
        filled["words"] = written(sentences.THANKS, inputs["words"], random)
    filled["recognition"] = ["yes"] if perhaps(0.6, random) else []
    return filled


def _pause(inputs: Inputs, asked: Asked) -> Filled:
    until = asked.today + timedelta(weeks=asked.random.randint(3, 6))
    return {"until": a_day(inputs["until"], until)} if "until" in inputs else {}


def _leave(inputs: Inputs, asked: Asked) -> Filled:
    leaves = asked.who.term is Term.LEAVES
    filled: Filled = {"what": ["program" if leaves else "pairing"]}
    if "reason" in inputs and perhaps(0.5, asked.random):
        filled["reason"] = [asked.random.choice(inputs["reason"].options)]
    if "words" in inputs:
        pool = sentences.GOODBYES if perhaps(0.5, asked.random) else ("",)
        filled["words"] = written(pool, inputs["words"], asked.random)
    return rest(inputs, filled, asked)


def _concern(inputs: Inputs, asked: Asked) -> Filled:
    said = written(sentences.CONCERNS, inputs["words"], asked.random)
    reply = "yes" if perhaps(0.7, asked.random) else "no"
    return rest(inputs, {"words": said, "reply": [reply]}, asked)


ANSWERS: Mapping[str, Callable[[Inputs, Asked], Filled | None]] = MappingProxyType(
    {
        Purpose.INVITATION: _invitation,
        Purpose.INTAKE: intake,
        Purpose.NEXT_ROUND: _next_round,
        Purpose.CONSENT: _consent,
        Purpose.INTRODUCTION: _introduction,
        Purpose.CHOOSE_TIME: _choose_time,
        Purpose.VERDICT: _verdict,
        Purpose.AGREEMENT: agreement,
        Purpose.DID_YOU_MEET: _did_you_meet,
        Purpose.PULSE: _pulse,
        Purpose.MIDTERM: _survey,
        Purpose.SURVEY: _survey,
        Purpose.THANKS: _thanks,
        Purpose.PAUSE: _pause,
        Purpose.LEAVE: _leave,
        Purpose.CONCERN: _concern,
    }
)
"""Every other page is answered question by question, as its inputs ask."""
