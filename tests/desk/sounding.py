"""Sound for the tests: real PCM, as a microphone gives it, and what becomes of a recording."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from tipdesk.cases.model import Attachment
from tipdesk.core.errors import NoMicrophone
from tipdesk.core.work import Work
from tipdesk.desk.evidence.recorder import RATE
from tipdesk.desk.evidence.recordings import make_whole
from tipdesk.desk.session.session import Session

BLOCK = RATE // 10  # samples that come at once
_LONGEST = 60  # seconds


def noise(seconds: float, first: int = 0) -> bytes:
    """Samples that go on from sample `first`: no two seconds of them are alike."""
    return _noise()[2 * first : 2 * (first + round(seconds * RATE))]


@cache
def _noise() -> bytes:
    return Random(7).randbytes(2 * RATE * _LONGEST)


class Noise:
    """A source that gives sound when it is told to."""

    name = "ميكروفون التجربة"

    def __init__(self) -> None:
        self.deliver: Callable[[bytes], None] | None = None
        self.given = b""
        self.there = True

    def start(self, deliver: Callable[[bytes], None]) -> None:
        if not self.there:
            raise NoMicrophone
        self.deliver = deliver

    def stop(self) -> None:
        self.deliver = None

    def give(self, seconds: float) -> None:
        """What an open microphone hears; a closed one hears nothing."""
        if self.deliver is None:
            return
        heard = noise(seconds, len(self.given) // 2)
        self.given += heard
        for at in range(0, len(heard), 2 * BLOCK):
            self.deliver(heard[at : at + 2 * BLOCK])


def put_away(session: Session) -> list[Attachment | None]:
    """What the window does with recordings that wait."""
    counter = session.recordings
    return [
        counter.keep(left, make_whole(session.vault_dir, left, Work()))
        for left in counter.waiting()
    ]
