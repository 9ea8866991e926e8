"""Filling in inputs one by one: points by mood, choices by habit, the rest as a person would."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rm_core.rehearsal import sentences
from rm_core.rehearsal.sheet import Input
from rm_core.rehearsal.temperament import Temperament

Inputs = Mapping[str, Input]
Filled = dict[str, list[str]]

_POINTS = ["1", "2", "3", "4", "5"]
_ROW = re.compile(r".+-[0-9]+-.+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked, on which day, and what for.

    `purpose` is the link's, `aim` what the person came to the page for ("" is to answer it).
    `times` says how often they answered this kind of page before. `is_mentor` is what they said of
    themselves at intake. `colleagues` are addresses of others that they know.
    """

    purpose: str
    who: Temperament
    random: Random
    today: date
    aim: str = ""
    times: int = 0
    is_mentor: bool = False
    colleagues: Sequence[str] = ()


def points(asked: Asked, bias: float = 0.0) -> list[str]:
    """1 to 5, around the person's mood."""
    drawn = round(asked.random.gauss(asked.who.mood + bias, 0.7))
    return [str(min(5, max(1, drawn)))]


def written(pool: Sequence[str], into: Input, random: Random) -> list[str]:
    """A sentence of the pool that fits into the input; nothing where none does."""
    fitting = [each for each in pool if not into.length or len(each) <= into.length]
    return [random.choice(fitting)] if fitting else [""]


def perhaps(share: float, random: Random) -> bool:
    return random.random() < share


def a_day(into: Input, wanted: date) -> list[str]:
    """The wanted day, or the nearest one that the page allows."""
    earliest = date.fromisoformat(into.least) if into.least else wanted
    latest = date.fromisoformat(into.most) if into.most else wanted
    return [min(max(wanted, earliest), latest).isoformat()]


def working_day(today: date, days: int) -> date:
    """So many days on, or the Monday after it."""
    day = today + timedelta(days=days)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def rest(inputs: Inputs, filled: Filled, asked: Asked) -> Filled:
    """The answers with every other question answered: all that must be, some that may be.

    What stands there already stays; rows ("goal 3") are left as they are, and so is what stands
    below an answer that was not given.
    """
    for name, each in inputs.items():
        if name in filled or any(each.present) or _ROW.fullmatch(name):
            continue
        if each.below and each.below[1] not in filled.get(each.below[0], ()):
            continue
        if each.is_required or perhaps(0.4, asked.random):
            filled[name] = _any(each, asked)
    return filled


def _any(into: Input, asked: Asked) -> list[str]:
    """Some answer that fits."""
    random = asked.random
    match into.kind:
        case "radio" if into.options == _POINTS:
            return points(asked)
        case "radio":
            return [random.choice(into.options)]
        case "checkbox" if len(into.options) == 1:
            return list(into.options)
        case "checkbox":
            count = min(len(into.options), random.choice((1, 2, 3)))
            return sorted(random.sample(into.options, count), key=into.options.index)
        case "select":
            return [random.choice([each for each in into.options if each])]
        case "date":
            return a_day(into, working_day(asked.today, random.randint(3, 12)))
        case "time":
            return [f"{random.randint(9, 16):02}:{random.choice(('00', '30'))}"]
        case _ if into.least:
            return [into.least]
        case _:
            return written(sentences.WORDS, into, random)
