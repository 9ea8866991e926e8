"""A page as a browser without script sees it: inputs with what stands in them, ids, labels."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str | None]


@dataclass
class Seen(HTMLParser):
    """What a page consists of; `data` is what pressing its button would send."""

    data: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    title: str = ""
    text: str = ""
    _in_label: bool = False
    _select: str = ""
    _area: str | None = None
    _title: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has: Attributes = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(has)
        if has.get("id"):
            self.ids.append(has["id"] or "")
        self.described |= set((has.get("aria-describedby") or "").split())
        if (has.get("href") or "").startswith("#"):
            self.targets.add((has["href"] or "")[1:])
        match tag:
            case "title":
                self._title = True
            case "label":
                self._in_label = True
                self.labelled.add(has.get("for") or "")
            case "input":
                self._input(has)
            case "select":
                self._control(has)
                self._select = has["name"] or ""
            case "option" if "selected" in has and has["value"]:
                self.data.setdefault(self._select, []).append(has["value"])
            case "textarea":
                self._control(has)
                self._area = has["name"]
                self.data[has["name"] or ""] = [""]

    def handle_endtag(self, tag: str) -> None:
        self.text += "" if tag in {"a", "span"} else " "
        if tag == "label":
            self._in_label = False
        if tag == "title":
            self._title = False
        if tag == "textarea":
            sent = self.data[self._area or ""]
            sent[0] = sent[0].removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.data[self._area][0] += data
        elif self._title:
            self.title += data
        else:
            self.text += data

    def _input(self, has: Attributes) -> None:
        if has["type"] != "hidden":
            self._control(has)
        if has["type"] not in {"radio", "checkbox"} or "checked" in has:
            self.data.setdefault(has["name"] or "", []).append(has.get("value") or "")

    def _control(self, has: Attributes) -> None:
        self.names.add(has["name"] or "")
        self.controls.append(has["id"] or "")
        if self._in_label:
            self.labelled.add(has["id"] or "")


def see(text: str) -> Seen:
    seen = Seen()
    seen.feed(text)
    seen.text = " ".join(seen.text.split())
    return seen
