"""People, as the HR export knows them."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from rm_core.errors import NotFound
from rm_core.program.ids import PersonId
from rm_core.program.people import Person
from rm_core.store.rows import batches, upsert
from rm_core.store.tables import people


class People:
    """The shelf of people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, persons: Iterable[Person]) -> None:
        """Add or refresh people by their external id; nobody is ever doubled (M07)."""
        rows = [_row(person) for person in persons]
        upsert(self._connection, people, rows, unique=("external_id",))

    def get(self, person: PersonId) -> Person:
        """Raises: NotFound."""
        return self.some([person])[person]

    def some(self, ids: Collection[PersonId]) -> dict[PersonId, Person]:
        """These people by id. Raises: NotFound: one of them is not there."""
        found = {
            person.id: person
            for batch in batches(ids)
            for person in map(
                _person,
                self._connection.execute(select(people).where(people.c.id.in_(batch))).mappings(),
            )
        }
        for missing in set(ids) - set(found):
            message = f"there is no person {missing}"
            raise NotFound(message)
        return found

    def everyone(self) -> list[Person]:
        rows = self._connection.execute(
            select(people).where(people.c.erased_at.is_(None)).order_by(people.c.external_id)
        )
        return [_person(row) for row in rows.mappings()]

    def by_external_id(self, ids: Collection[str]) -> dict[str, Person]:
        """Those of these external ids that are known."""
        return {
            row["external_id"]: _person(row)
            for batch in batches(ids)
            for row in self._connection.execute(
                select(people).where(people.c.external_id.in_(batch))
            ).mappings()
        }

    def by_email(self, addresses: Collection[str]) -> dict[str, Person]:
        """Those of these addresses (in lower case) that are somebody's, whatever their case."""
        return {
            row["email"].lower(): _person(row)
            for batch in batches(addresses)
            for row in self._connection.execute(
                select(people).where(func.lower(people.c.email).in_(batch))
            ).mappings()
        }


def _row(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "external_id": person.external_id,
        "name": person.name,
        "given_name": person.given_name,
        "email": person.email,
        "manager": person.manager,
        "department": person.department,
        "site": person.site,
        "level": person.level,
        "time_zone": person.time_zone,
        "languages": list(person.languages),
    }


def _person(row: RowMapping) -> Person:
    fields = {name: row[name] for name in Person.__slots__}
    return Person(**fields | {"languages": tuple(row["languages"])})
