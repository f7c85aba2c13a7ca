"""The structure of a paper: what it says to people who hear it (ISO 32000-1, 14.7 and 14.8).

A tree of elements beside the pages. Each element says which marked pieces of which page are its
own, in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tipdesk.printing.pdf.objects import Objects, reference, string

GROUPS = frozenset({"Document", "Table", "TR", "L", "LI"})
"""Roles that hold elements and nothing else."""
Properties = tuple[tuple[str, str], ...]
"""Further entries of an element's dictionary: key and value as PDF writes them."""
COLUMN: Properties = (("/A", "<</O/Table/Scope/Column>>"),)
NUMBERED: Properties = (("/A", "<</O/List/ListNumbering/Decimal>>"),)
CHECKED: Properties = (("/A", "<</O/PrintField/Role/cb/checked/on>>"),)
UNCHECKED: Properties = (("/A", "<</O/PrintField/Role/cb/checked/off>>"),)
_SHARED = 20  # characters; what is longer and said by many elements is one object


@dataclass(slots=True)
class MarkedPage:
    """To which element each marked piece of one page belongs, by its number (MCID)."""

    owners: list[StructureElement] = field(default_factory=list)
    number: int = 0  # of the page's object, once it has one


class StructureElement:
    """One element, e.g. a paragraph."""

    __slots__ = ("kids", "number", "properties", "role")

    def __init__(self, role: str, properties: Properties = ()) -> None:
        self.role = role
        self.properties = properties
        self.kids: list[StructureElement | tuple[MarkedPage, int]] = []
        self.number = 0

    def add(self, role: str, properties: Properties = ()) -> StructureElement:
        """A new element at the end of this one."""
        kid = StructureElement(role, properties)
        self.kids.append(kid)
        return kid

    def own(self, page: MarkedPage) -> int:
        """Take the next marked piece of a page; returns its number."""
        number = len(page.owners)
        page.owners.append(self)
        self.kids.append((page, number))
        return number


class Structure:
    """The tree of one file."""

    def __init__(self) -> None:
        self.root = StructureElement("Document")
        self._known: dict[int, tuple[object, StructureElement]] = {}
        self._depths: list[int] = []

    def heading(self, depth: int) -> str:
        """The role of a heading that is meant to stand at `depth` (1 is the title): no level is
        left out, whatever came before."""
        while self._depths and self._depths[-1] >= depth:
            self._depths.pop()
        self._depths.append(depth)
        return f"H{len(self._depths)}"

    def element(
        self, parent: StructureElement, role: str, properties: Properties = (), thing: object = None
    ) -> StructureElement:
        """A new element in `parent`; or, for what goes on over pages, the one that was made for
        the same `thing` before."""
        if thing is None:
            return parent.add(role, properties)
        known = self._known.get(id(thing))
        if known is None:
            known = self._known[id(thing)] = (thing, parent.add(role, properties))
        return known[1]

    def add_to(self, objects: Objects, pages: Sequence[MarkedPage]) -> int:
        """Write the tree; returns the number of its root. Pages have their numbers."""
        top = objects.reserve()
        waiting = [(self.root, top)]
        parents: list[tuple[StructureElement, int]] = []
        while waiting:  # in reading order
            element, parent = waiting.pop()
            element.number = objects.reserve()
            parents.append((element, parent))
            waiting += [
                (kid, element.number)
                for kid in reversed(element.kids)
                if isinstance(kid, StructureElement)
            ]
        shared: dict[str, int] = {}
        for element, parent in parents:
            entries = ""
            for key, value in element.properties:
                if len(value) > _SHARED and value not in shared:
                    shared[value] = objects.add(value)
                number = shared.get(value)
                entries += f"{key} {reference(number)}" if number else f"{key}{value}"
            objects.put(element.number, _source(element, parent, entries))
        owners = "".join(
            f"{key}[{' '.join(reference(element.number) for element in page.owners)}]"
            for key, page in enumerate(pages)
        )
        tree = objects.add(f"<</Nums[{owners}]>>")
        objects.put(
            top,
            f"<</Type/StructTreeRoot/K {reference(self.root.number)}"
            f"/ParentTree {reference(tree)}/ParentTreeNextKey {len(pages)}>>",
        )
        return top


def _source(element: StructureElement, parent: int, entries: str) -> str:
    kids: list[str] = []
    page: MarkedPage | None = None
    at = ""
    for kid in element.kids:
        if isinstance(kid, StructureElement):
            kids.append(f"{kid.number} 0 R")
            continue
        on, number = kid
        if page is None:
            page, at = on, f"/Pg {on.number} 0 R"
        same_page = on is page
        kids.append(str(number) if same_page else f"<</Type/MCR/Pg {on.number} 0 R/MCID {number}>>")
    content = f"/K[{' '.join(kids)}]" if len(kids) > 1 else f"/K {kids[0]}" if kids else ""
    return f"<</S/{element.role}/P {parent} 0 R{at}{content}{entries}>>"


def described(text: str) -> Properties:
    """Of a figure: what is said in its place."""
    return (("/Alt", string(text)),)


def read_as(text: str) -> Properties:
    """Of an element whose letters stand apart: what they say together."""
    return (("/ActualText", string(text)),)
