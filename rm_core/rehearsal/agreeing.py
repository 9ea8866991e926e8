"""How two people write down what they expect of each other, and confirm it."""

from rm_core.program.goal_examples import EXAMPLES
from rm_core.program.goals import LEVELS, Goal
from rm_core.rehearsal import sentences
from rm_core.rehearsal.filling import Asked, Filled, Inputs, perhaps, rest, written

_AMEND = {"21": "28", "28": "21"}


def agreement(inputs: Inputs, asked: Asked) -> Filled | None:
    """Confirm what the other wrote down; else write it, which is the mentee's part.

    Whoever wants a change says so, finds the terms open, and sends them with another rhythm.
    None: a mentor who waits for the mentee to begin, or whoever finds the terms settled.
    """
    if "reply" in inputs:
        wants_a_change = asked.who.amends and not asked.times
        return {"reply": ["amend" if wants_a_change else "confirm"]}
    if asked.aim == "amend":
        return _amended(inputs, asked)
    waits = asked.is_mentor and asked.aim != "begin"
    if waits or _stands(inputs):
        return None
    return _proposed(inputs, asked)


def _proposed(inputs: Inputs, asked: Asked) -> Filled:
    random = asked.random
    filled: Filled = {}
    for row, goal in enumerate(random.sample(EXAMPLES, random.choice((1, 2, 2, 3))), start=1):
        if f"goals-{row}-statement" in inputs:
            filled |= _goal(row, goal, asked)
    if "aims" in inputs:
        aims = random.sample(sentences.AIMS, random.randint(2, 5))
        filled["aims"] = ["\r\n".join(aims)]
    if "confidential" in inputs:
        filled["confidential"] = ["yes"]
    if "every" in inputs and perhaps(0.2, random):
        filled["every"] = ["21"]
    for name, pool in (("gives_back", sentences.FAVOURS), ("wishes_back", sentences.WISHES_BACK)):
        if name in inputs:
            filled[name] = written(pool, inputs[name], random) if perhaps(0.8, random) else [""]
    return rest(inputs, filled, asked)


def _goal(row: int, goal: Goal, asked: Asked) -> Filled:
    """One goal with its five levels, as the page names its inputs."""
    name = f"goals-{row}"
    levels = {
        f"{name}-level{level:+d}": [words] for level, words in zip(LEVELS, goal.levels, strict=True)
    }
    return {
        f"{name}-statement": [goal.statement],
        f"{name}-kind": [str(goal.kind)],
        f"{name}-measure": [goal.measure],
        **levels,
        f"{name}-now": [asked.random.choices(("-2", "-1"), (70, 30))[0]],
        f"{name}-weight": [str(max(1, 4 - row))],
    }


def _amended(inputs: Inputs, asked: Asked) -> Filled:
    """The terms as they stand, with another rhythm; an empty page is filled in anew."""
    filled = {} if _stands(inputs) else _proposed(inputs, asked)
    if "every" in inputs:
        now = (inputs["every"].present or [""])[0]
        filled["every"] = [_AMEND.get(now, "28")]
    if "wishes_back" in inputs:
        wish = inputs["wishes_back"]
        filled["wishes_back"] = written(sentences.WISHES_BACK, wish, asked.random)
    return rest(inputs, filled, asked)


def _stands(inputs: Inputs) -> bool:
    """Whether goals are written down already."""
    return "goals-1-statement" in inputs and any(inputs["goals-1-statement"].present)
