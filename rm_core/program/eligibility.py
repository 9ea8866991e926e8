"""Who may take part in which role (M12)."""

from rm_core.program.people import Person, Role
from rm_core.program.policy import Eligibility


def is_eligible(person: Person, role: Role, rules: Eligibility) -> bool:
    """Whether the program invites this person in this role (M12); level is no age (practice 26)."""
    if person.external_id in rules.excluded:
        return False
    if person.external_id in rules.nominated:
        return True
    level = person.level
    if role is Role.MENTOR and rules.mentor_max_level is not None:
        in_band = level is not None and level <= rules.mentor_max_level
    elif role is Role.MENTEE and rules.mentee_min_level is not None:
        in_band = level is not None and level >= rules.mentee_min_level
    else:
        in_band = True
    here = not rules.sites or person.site in rules.sites
    return in_band and here and (not rules.departments or person.department in rules.departments)
