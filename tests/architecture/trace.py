"""Which files of the product one act enters: an answer, an attachment, a paper, a bundle out and in.

    python -m tests.architecture.trace

counts with `sys.setprofile` on stations made in a folder of its own, which is removed at the end.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import FrameType
from typing import TypeVar

import tipdesk
from tipdesk.cases.model import Answer
from tipdesk.core.clock import system_clock
from tipdesk.core.work import Work
from tipdesk.demo import journey, stations
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.paper.printing_room import PrintOptions, render

PACKAGE = str(Path(tipdesk.__file__).parent) + os.sep
Value = TypeVar("Value")


def traced(act: str, do: Callable[[], Value]) -> Value:
    """Do it, and print how many files and functions were entered, and of which layers."""
    files: Counter[str] = Counter()
    functions: set[tuple[str, str]] = set()

    def entered(frame: FrameType, event: str, _argument: object) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(PACKAGE):
            files[path.removeprefix(PACKAGE)] += 1
            functions.add((path, frame.f_code.co_name))

    threading.setprofile(entered)
    sys.setprofile(entered)
    try:
        done = do()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    layers = Counter(name.partition(os.sep)[0] for name in files)
    shares = ", ".join(f"{layer} {count}" for layer, count in layers.most_common())
    print(f"{act:<34} {len(files):>4} files {len(functions):>5} functions   {shares}", flush=True)
    return done


def main() -> None:
    """One act after the other, on a shelter and a prosecution that are made here."""
    os.umask(0o077)  # a vault is nobody else's
    clock = system_clock
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("drive", "answers"):
            (folder / name).mkdir()
        stations.make_officers_station(folder / "shelter", clock)
        stations.make_prosecution(folder / "office", clock)
        authority = stations.make_authority(folder / "authority", clock)
        office = stations.open_as(folder / "office", stations.RECEIVER, clock)
        stations.certify(authority, office, stations.RECEIVER, clock)
        pack = authority.trust_pack(clock())
        stations.trust(office, pack, authority)
        stations.equip(authority, folder / "shelter", pack, clock, stations.OFFICER)
        shelter = stations.open_as(folder / "shelter", stations.OFFICER, clock)
        chance = Random(7)
        case = interview(shelter, person(chance, clock().date()), chance)
        traced(
            "one answer, kept by the desk",
            lambda: shelter.answers.save_answers(case, {"name_latin_surname": Answer("TESFAYE")}),
        )
        picture = folder / "x.pdf"
        picture.write_bytes(b"%PDF-1.4\n" + b"x" * 200_000)
        attachments = shelter.attachments
        traced(
            "one attachment, sealed and kept",
            lambda: attachments.attach(case, seal(attachments.attach_plan(case), picture, Work())),
        )
        journey.approve(shelter, case, journey.confirm(shelter, stations.SUPERVISOR))
        plan = shelter.printing.print_plan(case, "intake", PrintOptions(copy="prosecution"))
        traced("one paper, drawn", lambda: render(plan))
        who = journey.confirm(shelter, stations.OFFICER)
        traced(
            "one case bundle, exported",
            lambda: journey.hand_over(shelter, case, folder / "drive", who),
        )
        bundle = next((folder / "drive").rglob("*.age"))
        receiver = journey.confirm(office, stations.RECEIVER)
        traced(
            "one case bundle, received",
            lambda: journey.receive(office, bundle, folder / "answers", receiver),
        )
        shelter.lock()
        office.lock()


if __name__ == "__main__":
    main()
