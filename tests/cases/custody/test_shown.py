"""What an office was shown of a station's chain: one number with two hashes, and what meets nothing."""

from __future__ import annotations

import hashlib
from random import Random

import pytest

from tests.cases.custody.chains import Chain
from tipdesk.cases.custody.shown import ShownChain, meet
from tipdesk.cases.model import CaseId


def chain(length: int, branch: str = "", since: int = 0) -> list[bytes]:
    """Hashes from number 1 on; after `since` it is another one."""
    hashes, previous = [], bytes(32)
    for number in range(1, length + 1):
        name = branch if number > since else ""
        previous = hashlib.sha256(previous + f"{name}{number}".encode()).digest()
        hashes.append(previous)
    return hashes


def shown(hashes: list[bytes], first: int, last: int, station: str = "SH2") -> ShownChain:
    return ShownChain(station, first, b"".join(hashes[first - 1 : last]))


HONEST = chain(100)
FORGED = chain(100, "forged", since=60)


def test_what_is_shown_first_meets_nothing_and_is_no_gap() -> None:
    meeting = meet(shown(HONEST, 20, 40), [shown(HONEST, 1, 100, station="SH3")])
    assert (meeting.fork, meeting.is_gap) == (0, False)
    assert meeting.unseen == (shown(HONEST, 20, 40),)


@pytest.mark.parametrize(
    ("new", "known", "fork", "gap", "kept"),
    [
        ((41, 80), [(20, 41)], 0, False, [(42, 80)]),
        ((10, 30), [(20, 80)], 0, False, [(10, 19)]),  # late, and of a file that began before
        ((30, 50), [(20, 80)], 0, False, []),  # late: it ends before the newest
        ((42, 80), [(20, 41)], 0, True, [(42, 80)]),
        ((10, 90), [(20, 30), (50, 60)], 0, False, [(10, 19), (31, 49), (61, 90)]),
    ],
)
def test_an_honest_chain(new, known, fork, gap, kept) -> None:
    meeting = meet(shown(HONEST, *new), [shown(HONEST, *place) for place in known])
    assert (meeting.fork, meeting.is_gap) == (fork, gap)
    assert meeting.unseen == tuple(shown(HONEST, *place) for place in kept)


def test_what_grew_anew_is_a_fork_whichever_comes_first() -> None:
    for first, second in ((HONEST, FORGED), (FORGED, HONEST)):
        meeting = meet(shown(second, 50, 90), [shown(first, 40, 70)])
        assert (meeting.fork, meeting.is_gap) == (61, False)
        assert meeting.unseen == (shown(second, 61, 90),)  # both are kept
    assert meet(shown(HONEST, 50, 60), [shown(FORGED, 40, 70)]).fork == 0  # before they part


def test_a_fork_of_which_only_the_new_part_is_shown() -> None:
    meeting = meet(shown(HONEST, 65, 90), [shown(FORGED, 61, 70)])
    assert (meeting.fork, meeting.is_gap) == (65, True)


def test_in_every_order_everything_is_kept_once() -> None:
    random = Random(16)
    for _round in range(50):
        stretches = []
        for _bundle in range(8):
            first = random.randint(1, 90)
            stretches.append(shown(HONEST, first, random.randint(first, 100)))
        known: list[ShownChain] = []
        for stretch in stretches:
            meeting = meet(stretch, known)
            assert meeting.fork == 0
            known += meeting.unseen
        numbers = [n for stretch in known for n in range(stretch.first, stretch.last + 1)]
        assert len(numbers) == len(set(numbers))
        assert set(numbers) == {
            n for stretch in stretches for n in range(stretch.first, stretch.last + 1)
        }


def test_of_a_segment_the_hash_before_is_one_more() -> None:
    entries, file = Chain(), CaseId("a")
    entries.add("opened", CaseId("b"))
    for _number in range(3):
        entries.add("opened", file)
    segment = entries.shown(file)
    stretch = ShownChain.of(segment)
    assert (stretch.first, stretch.last) == (segment.first - 1, segment.head[0])
    assert stretch.part(stretch.first, stretch.first).hex() == segment.before
    assert stretch.part(stretch.last, stretch.last).hex() == segment.head[1]
