"""The fields of a program file: each read as its schema means it, each fault in plain words."""

from collections.abc import Collection

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rm_core.errors import Problem
from rm_core.program.scalars import Misfit, expected, meant, scalar
from rm_core.program.schema import Schema, resolve, schema
from rm_core.program.syntax import Mark, at

Path = tuple[str | int, ...]


class Fields:
    """Reads one file's nodes; remembers where each field stands and what is wrong."""

    __slots__ = ("_homes", "_whole", "file", "places", "problems")

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.places: dict[Path, Node] = {}
        self._whole: Schema = schema()
        self._homes = _homes(self._whole)

    def read(self, root: Node) -> object:
        """What pydantic is to validate; whatever has a problem is left out."""
        return self._value(root, self._whole, ())

    def mark(self, path: Path) -> Mark | None:
        """Where a field stands, or the nearest section around it that is in the file."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path].start_mark

    def has_problem(self, path: Path) -> bool:
        """Whether this field, or something inside or around it, was found wrong already."""
        mine = dotted(path)
        return any(_overlap(mine, problem.where) for problem in self.problems)

    def _wrong(self, node: Node, path: Path, what: str, fix: str = "") -> None:
        self.problems.append(at(self.file, node.start_mark, dotted(path), what, fix))

    def _value(self, node: Node, part: Schema, path: Path) -> object:
        self.places[path] = node
        shape = resolve(part, self._whole)
        match shape.get("type"):
            case "object":
                return self._section(node, shape, path)
            case "array":
                return self._list(node, shape, path)
        if not isinstance(node, ScalarNode):
            found = "a list" if isinstance(node, SequenceNode) else "a section"
            self._wrong(node, path, f"here stands {found}", f"write {expected(shape)}")
            return None
        try:
            return scalar(node, shape, may_be_empty="anyOf" in part)
        except Misfit as misfit:
            self._wrong(node, path, misfit.what, misfit.fix)
            return None

    def _list(self, node: Node, shape: Schema, path: Path) -> object:
        if not isinstance(node, SequenceNode):
            fix = "write each entry on a line of its own after `- `, or `[]` for none"
            self._wrong(node, path, f"here belongs a list, not {_called(node)}", fix)
            return ()
        most = shape.get("maxItems")
        if most is not None and len(node.value) > most:
            self._wrong(node, path, f"{len(node.value)} entries; at most {most} are allowed")
        entries = (
            self._value(entry, shape["items"], (*path, row)) for row, entry in enumerate(node.value)
        )
        return tuple(entries)

    def _section(self, node: Node, shape: Schema, path: Path) -> object:
        if not isinstance(node, MappingNode):
            known = ", ".join(shape.get("properties", ("name: value",)))
            what = f"here belongs a section with fields, not {_called(node)}"
            self._wrong(node, path, what, f"its fields are: {known}")
            return {}
        values: dict[str, object] = {}
        seen: dict[str, Node] = {}
        for key, below in node.value:
            name = self._name(key, seen, shape, path)
            if name is not None:
                inner = shape.get("properties", {}).get(name, shape.get("additionalProperties"))
                values[name] = self._value(below, inner, (*path, name))
        for name in shape.get("required", ()):
            if name not in seen:
                inner = shape["properties"][name]
                fix = f"add {expected(resolve(inner, self._whole))}: {inner['description']}"
                self._wrong(node, (*path, name), "is missing", fix)
        broken = {problem.where for problem in self.problems}
        return {
            name: value for name, value in values.items() if dotted((*path, name)) not in broken
        }

    def _name(self, key: Node, seen: dict[str, Node], shape: Schema, path: Path) -> str | None:
        """The name of a field that may stand here; None after saying why not."""
        if not isinstance(key, ScalarNode):
            self._wrong(key, path, "a field's name is plain text", "write it as `name: value`")
            return None
        name: str = key.value
        where = (*path, name[:60])
        if name in seen:
            first = seen[name].start_mark.line + 1
            what = f"stands here a second time; the first is on line {first}"
            self._wrong(key, where, what, "keep one of the two")
            return None
        seen[name] = key
        properties = shape.get("properties")
        if properties is not None and name not in properties:
            self._wrong(key, where, "there is no such field", self._hint(name, properties))
            return None
        return name

    def _hint(self, name: str, properties: Collection[str]) -> str:
        home = self._homes.get(name)
        if name == "<<":
            return "a program file does not merge sections; write the fields out"
        return (
            meant(name, properties)
            or (f"`{name}` belongs under `{home}`" if home else "")
            or f"the fields here are: {', '.join(properties)}"
        )


def dotted(path: Path) -> str:
    """A field's path as people write it: `dates.ends`, `topics[2]`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".") or "file"


def _called(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return f"`{node.value[:40]}`" if node.value else "nothing"
    return "a list" if isinstance(node, SequenceNode) else "a section"


def _overlap(one: str, other: str) -> bool:
    """Whether one path is the other or lies inside it; `file` is around everything."""
    if "file" in (one, other):
        return other == "file"
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return longer == shorter or longer.startswith((f"{shorter}.", f"{shorter}["))


def _homes(whole: Schema) -> dict[str, str]:
    """Under which section each field lives, for those who wrote it at the wrong level."""
    homes: dict[str, str] = {}
    for section, part in whole["properties"].items():
        for name in resolve(part, whole).get("properties", {}):
            homes.setdefault(name, section)
    return homes
