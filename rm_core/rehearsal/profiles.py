"""What people say of themselves at intake: needs and offers that cluster as they do in practice."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from rm_core.rehearsal import sentences
from rm_core.rehearsal.filling import Asked, Filled, Inputs, perhaps, rest, written
from rm_core.rehearsal.sheet import Input

POPULAR = (
    "ai-assistants",
    "prompt-writing",
    "ai-judgement",
    "social-media",
    "professional-network",
    "short-video",
    "younger-customers",
    "shared-documents",
    "workflow-automation",
    "dashboards",
    "generational-perspective",
    "feedback-expected",
    "staying-leaving",
    "hybrid-experience",
)
"""What most programs are asked for: new tools, social media, younger colleagues and customers."""

OTHERS_WEIGHT = 0.03
"""How likely any other topic is, beside 1 for a popular one."""

MONTHLY = "monthly"


def intake(inputs: Inputs, asked: Asked) -> Filled:
    """The whole form of either role; who comes back to it only offers more hours."""
    rows = "offers" if "offers-1-topic" in inputs else "needs"
    if any(inputs[f"{rows}-1-topic"].present):
        more = {*inputs["hours"].present, *_hours(inputs["hours"].options, asked)}
        hours = [each for each in inputs["hours"].options if each in more]
        return {"hours": hours}
    filled = _offers(inputs, asked) if rows == "offers" else _needs(inputs, asked)
    for name, each in inputs.items():
        if name in OF_THEMSELVES:
            filled[name] = OF_THEMSELVES[name](each, asked)
        elif name.startswith("style-") and perhaps(0.85, asked.random):
            filled[name] = [asked.random.choice(each.options)]
    return rest(inputs, filled, asked)


def _needs(inputs: Inputs, asked: Asked) -> Filled:
    count = asked.random.choices((1, 2, 3, 4), (15, 35, 35, 15))[0]
    filled: Filled = {}
    for row, topic in enumerate(_topics(inputs, "needs", count, asked), start=1):
        level = asked.random.choices((1, 2, 3, 4), (20, 45, 28, 7))[0]
        filled |= {
            f"needs-{row}-topic": [topic],
            f"needs-{row}-level": [str(level)],
            f"needs-{row}-priority": [str(max(1, 4 - row))],
        }
    return filled


def _offers(inputs: Inputs, asked: Asked) -> Filled:
    count = asked.random.choices((2, 3, 4, 5), (20, 35, 30, 15))[0]
    filled: Filled = {}
    for row, topic in enumerate(_topics(inputs, "offers", count, asked), start=1):
        level = asked.random.choices((1, 2, 3, 4), (5, 25, 45, 25))[0]
        filled |= {f"offers-{row}-topic": [topic], f"offers-{row}-level": [str(level)]}
    return filled


def _topics(inputs: Inputs, rows: str, count: int, asked: Asked) -> list[str]:
    """Different topics of the list on the page, the popular ones far more often."""
    offered = [each for each in inputs[f"{rows}-1-topic"].options if each]
    fitting = sum(f"{rows}-{row}-topic" in inputs for row in range(1, count + 1))
    weights = [1.0 if each in POPULAR else OTHERS_WEIGHT for each in offered]
    chosen: dict[str, None] = {}
    while len(chosen) < min(fitting, len(offered)):
        chosen[asked.random.choices(offered, weights)[0]] = None
    return list(chosen)


def _gap(into: Input, asked: Asked) -> list[str]:
    return written(sentences.GAPS, into, asked.random)


def _hopes(into: Input, asked: Asked) -> list[str]:
    return written(sentences.HOPES if perhaps(0.7, asked.random) else ("",), into, asked.random)


def _favour(into: Input, asked: Asked) -> list[str]:
    return written(sentences.FAVOURS if perhaps(0.7, asked.random) else ("",), into, asked.random)


def _capacity(into: Input, asked: Asked) -> list[str]:
    """One is usual; published programs have 1.6 mentees for each mentor."""
    wanted = asked.random.choices((1, 2, 3), (66, 24, 10))[0]
    return [str(min(wanted, int(into.most or 1)))]


def _interests(into: Input, asked: Asked) -> list[str]:
    count = min(len(into.options), asked.random.randint(2, 5))
    chosen = set(asked.random.sample(into.options, count))
    return [each for each in into.options if each in chosen]


def _office_hours(into: Input, asked: Asked) -> list[str]:
    return _hours(into.options, asked)


def _languages(into: Input, _asked: Asked) -> list[str]:
    return into.present or into.options[:1]


def _cadence(into: Input, asked: Asked) -> list[str]:
    usual = MONTHLY in into.options and perhaps(0.75, asked.random)
    return [MONTHLY] if usual else into.present


def _hours(windows: Sequence[str], asked: Asked) -> list[str]:
    """Most people offer about half of the week, and nobody less than six windows."""
    random = asked.random
    share = random.uniform(0.35, 0.7)
    chosen = {each for each in windows if perhaps(share, random)}
    chosen |= set(random.sample(list(windows), min(6, len(windows))))
    return [each for each in windows if each in chosen]


def _named(into: Input, asked: Asked) -> list[str]:
    """Few people name somebody, and fewer rule somebody out (M21)."""
    share = 0.08 if into.name == "wishes" else 0.03
    if not asked.colleagues or not perhaps(share, asked.random):
        return [""]
    return [asked.random.choice(asked.colleagues)]


OF_THEMSELVES: Mapping[str, Callable[[Input, Asked], list[str]]] = MappingProxyType(
    {
        "gap": _gap,
        "hopes": _hopes,
        "gives_back": _favour,
        "capacity": _capacity,
        "interests": _interests,
        "hours": _office_hours,
        "languages": _languages,
        "cadence": _cadence,
        "wishes": _named,
        "vetoes": _named,
    }
)
