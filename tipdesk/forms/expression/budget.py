"""How much one run over a form may cost, counted in steps and not in seconds.

Every function ends by itself; what a hostile form can do is to ask for much: long texts made
of long texts, patterns over them, rows times rows. Each node of an expression is one step, and
whatever looks at a long text or at many rows pays for its length. A run that has spent its
steps gives no further results; the same form with the same answers always stops at the same place.
"""

from __future__ import annotations

from tipdesk.core.errors import ExpressionFault

MAX_STEPS = 2_000_000  # of one run over a form: about a second on a slow machine
MAX_RESULT = 100_000  # characters that one function may give
TOO_MUCH = frozenset({"too_costly", "result_too_long"})  # reasons of faults
FREE_LENGTH = 256  # characters or rows that cost nothing more


class Budget:
    """The steps that are left."""

    __slots__ = ("left",)

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Take `steps`.

        Raises:
            ExpressionFault: there are not so many left.
        """
        self.take(steps)
        if self.left < 0:
            raise ExpressionFault(reason="too_costly", position=0, found="")

    def take(self, steps: int) -> None:
        """Take `steps` for work that is done already."""
        self.left -= steps

    @property
    def exhausted(self) -> bool:
        """Whether something had to go without a result."""
        return self.left < 0


def checked_length(length: int) -> None:
    """Refuse a text of `length` before it is made.

    Raises:
        ExpressionFault: it is longer than any result may be.
    """
    if length > MAX_RESULT:
        raise ExpressionFault(reason="result_too_long", position=0, found="")
