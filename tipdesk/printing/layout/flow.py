"""Blocks one below the other, and how they are spread over pages.

A block knows its height at the content's full width, what of it must stay together (`head`), and
how to divide itself at a given height. Nothing is cut: what cannot be divided moves to the next
page, and what is taller than a page must be able to divide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tipdesk.printing.pdf.pen import Pen

_LOW = 60.0  # points; a block no higher goes whole where its end is wanted on the next page


class Block(Protocol):
    """Something with a height that can be drawn."""

    @property
    def height(self) -> float:
        """Points at full width."""

    @property
    def head(self) -> float:
        """The height that must stay together at its beginning."""

    @property
    def keeps_next(self) -> bool:
        """Whether it may not stand at the foot of a page without what follows."""

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Two blocks of which the first fits into `room`, or None."""

    def draw(self, pen: Pen, top: float) -> None:
        """Draw with the upper edge at `top`."""


class Undivided:
    """What most blocks share: they stay together and let the next one go."""

    keeps_next = False
    accompanied = False  # never alone on its page: the end of what stands before it comes along
    height = 0.0

    @property
    def head(self) -> float:
        """All of it."""
        return self.height

    def split(self, room: float) -> tuple[Block, Block] | None:  # noqa: ARG002  it stays whole
        """Never divided."""
        return None


class Gap(Undivided):
    """Empty space, which vanishes at the top of a page."""

    def __init__(self, height: float) -> None:
        self.height = height

    def draw(self, pen: Pen, top: float) -> None:
        """Nothing to draw."""


class KeptWithNext(Undivided):
    """A block that stays whole and goes to the next page with what follows, so that neither is
    alone there."""

    keeps_next = True

    def __init__(self, block: Block) -> None:
        self._block = block
        self.height = block.height

    def draw(self, pen: Pen, top: float) -> None:
        """As the block itself."""
        self._block.draw(pen, top)


class _Accompanied(KeptWithNext):
    accompanied = True


def accompanied(blocks: Sequence[Block]) -> list[Block]:
    """Words that lead to signatures: where these go to the next page, the end of what stands
    before the words comes along, so that no signature stands apart from what is signed."""
    first, *rest = blocks
    return [_Accompanied(first), *map(KeptWithNext, rest)]


def led_in(blocks: Sequence[Block], count: int = 2, highest: float = 90.0) -> list[Block]:
    """The blocks, the last `count` low ones kept with what is put after them: signatures do not
    stand on a page of their own."""
    result = list(blocks)
    places = [at for at, block in enumerate(result) if not isinstance(block, Gap)]
    for at in reversed(places[-count:]):
        if result[at].height > highest:
            break
        result[at] = KeptWithNext(result[at])
    return result


class NewPage(Undivided):
    """What follows begins a new page."""

    def draw(self, pen: Pen, top: float) -> None:
        """Nothing to draw."""


def lines_that_stay(ends: Sequence[bool], fitting: int) -> int:
    """How many of the `fitting` first lines may stand on this page, 0 where none may.

    `ends` says of each line whether its paragraph ends there. Of a paragraph that goes on, two
    lines at least stand on either page: neither its first nor its last is left alone.
    """
    for count in range(min(fitting, len(ends) - 1), 0, -1):
        if ends[count - 1]:
            return count
        first_is_alone = count == 1 or ends[count - 2]
        if not (first_is_alone or ends[count]):
            return count
    return 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and how far its upper edge lies below the top of the page's content."""

    block: Block
    down: float


def draw_blocks(
    pen: Pen, top: float, placed: Sequence[Placed], digests: list[str] | None = None
) -> None:
    """Draw a page's content, which begins at `top`; its digest is added to `digests`, where they
    are given."""
    if digests is not None:
        pen.tell()
    for item in placed:
        with pen.marking.content():
            item.block.draw(pen, top - item.down)
    if digests is not None:
        digests.append(pen.digest())


def paginate(blocks: Sequence[Block], first_room: float, room: float) -> list[list[Placed]]:
    """Spread blocks over pages; `first_room` and `room` are the content's height in points."""
    filler = _Filler(first_room, room)
    for index, block in enumerate(blocks):
        filler.add(block, _needed(blocks, index))
    return filler.pages


def _needed(blocks: Sequence[Block], index: int) -> float:
    """What must fit below for `blocks[index]` to stand here: itself and what it keeps."""
    needed = 0.0
    for block in blocks[index:]:
        if not (block.keeps_next or isinstance(block, Gap)):
            return needed + block.head
        needed += block.height
    return needed


class _Filler:
    def __init__(self, first_room: float, room: float) -> None:
        self.pages: list[list[Placed]] = [[]]
        self._room = room
        self._left = first_room
        self._down = 0.0

    def _turn(self) -> None:
        self.pages.append([])
        self._left, self._down = self._room, 0.0

    def _place(self, block: Block) -> None:
        self.pages[-1].append(Placed(block, self._down))
        self._down += block.height
        self._left -= block.height

    def add(self, block: Block, needed: float) -> None:
        if isinstance(block, NewPage):
            if self.pages[-1]:
                self._turn()
            return
        if isinstance(block, Gap):
            if self.pages[-1] and block.height <= self._left:
                self._place(block)
            return
        if needed > self._left and self.pages[-1] and needed <= self._room:
            company = self._company(needed) if getattr(block, "accompanied", False) else []
            self._turn()
            for companion in company:
                self._place(companion)
        for part in self._parts(block):
            self._place(part)

    def _company(self, needed: float) -> list[Block]:
        """The end of this page, taken off it to stand before a block that needs the next one; none
        where that leaves nothing here or has no room there."""
        page, moved, room = list(self.pages[-1]), list[Block](), self._room - needed
        while page:
            placed = page.pop()
            height = placed.block.height
            parts = placed.block.split(height - 1) if height > _LOW else None
            if parts:
                page.append(Placed(parts[0], placed.down))
            moved.insert(0, parts[1] if parts else placed.block)
            room -= moved[0].height
            if room < 0 or not page:
                break
            if parts or not (isinstance(moved[0], Gap) or page[-1].block.keeps_next):
                self.pages[-1] = page
                return moved
        return []

    def _parts(self, block: Block) -> Iterator[Block]:
        rest = block
        while rest.height > self._left + 0.01:
            parts = rest.split(self._left)
            if parts is None:
                if not self.pages[-1]:
                    break  # an undividable block taller than a page; `tests` hold that none exists
                self._turn()
                continue
            yield parts[0]
            rest = parts[1]
            self._turn()
        yield rest
