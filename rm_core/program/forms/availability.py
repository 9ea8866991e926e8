"""When and in which languages somebody can meet: the part of the intake that both roles share."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from rm_core.program.forms.form import Field, Group, Hours, Option, Pick, Several, options
from rm_core.program.languages import LANGUAGES
from rm_core.program.people import Person

WINDOWS = tuple((start * 60, (start + 2) * 60) for start in range(8, 20, 2))

CADENCES = options(
    {"fortnightly": "Every two weeks", "monthly": "Every four weeks", "seldom": "Less often"}
)

_AREAS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")


def availability(person: Person) -> tuple[Field, ...]:
    """Office hours, time zone, languages and rhythm; the person's own zone and languages first."""
    return (
        Hours(
            name="hours",
            label="When could you usually meet?",
            hint="In your own time zone. More windows make a match easier to find.",
            windows=WINDOWS,
        ),
        Pick(name="time_zone", label="Your time zone", groups=_zones(person.time_zone)),
        Several(
            name="languages",
            label="In which languages could you talk?",
            options=_languages(person.languages),
        ),
        Pick(
            name="cadence",
            label="How often would you like to meet?",
            groups=(Group("", CADENCES),),
        ),
    )


def _zones(own: str) -> tuple[Group, ...]:
    zones = sorted(available_timezones())
    areas = tuple(
        Group(area, tuple(_zone(zone) for zone in zones if zone.startswith(f"{area}/")))
        for area in _AREAS
    )
    listed = {option.value for group in areas for option in group.options}
    first = [Option(value=zone, label=zone) for zone in (own, "UTC") if zone not in listed]
    return (Group("", tuple({each.value: each for each in first}.values())), *areas)


def _zone(name: str) -> Option:
    place = name.split("/", 1)[1].replace("_", " ").replace("/", ", ")
    return Option(value=name, label=place)


def _languages(own: Sequence[str]) -> tuple[Option, ...]:
    """Those that the person is known to speak first; the codes are BCP 47."""
    known = dict.fromkeys((*own, *LANGUAGES))
    return tuple(Option(value=code, label=LANGUAGES.get(code, code)) for code in known)
