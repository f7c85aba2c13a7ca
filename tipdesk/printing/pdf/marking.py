"""What is drawn on a page, each stroke of it part of the paper's structure or an ornament.

Words belong to the innermost element that is open; words in none get a paragraph of their own.
Lines and fills are ornaments, except inside a figure or a box to tick. What is drawn outside of
`content` is the frame of the page: an ornament altogether.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from tipdesk.printing.pdf.structure import GROUPS, Element, MarkedPage, Properties, Structure

_DRAWN = frozenset({"Figure", "Form"})  # roles whose content is drawn
_INLINE = frozenset({"Form", "Span"})  # roles that stand among words


class Marking:
    """The operators of one page, marked (ISO 32000-1, 14.6)."""

    def __init__(self, structure: Structure) -> None:
        self.page = MarkedPage()
        self.operators: list[str] = []
        # While it is a list: what is drawn, as it would be said whatever other pages hold.
        self.told: list[str] | None = None
        self._structure = structure
        self._open: list[Element | None] = [None]
        # For each that is open: the paragraph of the words that stand in no element of their own.
        self._loose: list[Element | None] = [None]
        self._running: Element | bool | None = False  # False: nothing is marked

    def within(self, element: Element | None) -> AbstractContextManager[None]:
        """Inside: what is drawn belongs to the element; to none of them for None."""
        return _Within(self, element)

    def content(self) -> AbstractContextManager[None]:
        """Inside: what is drawn is content of the paper."""
        return self.within(self._structure.root)

    def tagged(
        self, role: str, properties: Properties = (), one: object = None
    ) -> AbstractContextManager[None]:
        """Inside: what is drawn belongs to a new element, e.g. "P"; or, for what goes on over
        pages, to the one that was made for the same `one` before."""
        parent = self._holder() if role in _INLINE else self._open[-1]
        return self.within(parent and self._structure.element(parent, role, properties, one))

    def heading(self, depth: int) -> AbstractContextManager[None]:
        """Inside: a heading. 1 is the paper's title, 2 a section, 3 a group in it."""
        in_frame = self._open[-1] is None
        return self.tagged("" if in_frame else self._structure.heading(depth))

    def enter(self, element: Element | None) -> None:
        """What is drawn from here on belongs to the element. By `within` only."""
        if element is None or element.role not in _INLINE:
            self._loose[-1] = None
        self._open.append(element)
        self._loose.append(None)

    def leave(self) -> None:
        """As it was before `enter`."""
        self._open.pop()
        self._loose.pop()

    def _holder(self) -> Element | None:
        """The innermost open element, or a paragraph in it where it cannot hold words."""
        element = self._open[-1]
        if element is None or element.role not in GROUPS:
            return element
        found = self._loose[-1] or element.add("P")
        self._loose[-1] = found
        return found

    def words(self, operators: str, language: str = "") -> None:
        """Draw text; `language` (BCP 47) where it is not the paper's own."""
        if language:
            operators = f"/Span<</Lang({language})>>BDC\n{operators}\nEMC"
        self._draw(operators, self._holder())

    def stroke(self, operators: str) -> None:
        """Draw lines and fills."""
        if self.told is not None:
            self.told.append(operators)
        element = self._open[-1]
        self._draw(operators, element if element and element.role in _DRAWN else None)

    def ornament(self, operators: str) -> None:
        """Draw what is no content wherever it stands."""
        self._draw(operators, None)

    def _draw(self, operators: str, element: Element | None) -> None:
        if self._running is not element:
            self.close()
            self._running = element
            self.operators.append(self._opening(element))
        self.operators.append(operators)

    def _opening(self, element: Element | None) -> str:
        if element is None:
            return "/Artifact BMC"
        return f"/{element.role}<</MCID {element.own(self.page)}>>BDC"

    def close(self) -> None:
        """End the running piece."""
        if self._running is not False:
            self.operators.append("EMC")
            self._running = False


class _Within:
    """Entered thousands of times in a paper: quicker than a generator."""

    __slots__ = ("_element", "_marking")

    def __init__(self, marking: Marking, element: Element | None) -> None:
        self._marking, self._element = marking, element

    def __enter__(self) -> None:
        self._marking.enter(self._element)

    def __exit__(self, *_error: object) -> None:
        self._marking.leave()
