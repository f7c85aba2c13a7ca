"""A program for a user of Linux is updated: cut off at any moment, one of the two starts."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.bundle.update.maker import known, maker
from tests.bundle.world import world
from tests.desk.update.packages import debian_update, files_of, members_of, package, tree_at
from tests.durability.crash import BEGUN, Deed, Place, Say
from tipdesk.bundle.trust import trust_from_pem, trust_to_pem
from tipdesk.bundle.update.maker_root import read_root
from tipdesk.bundle.update.verdict import Known
from tipdesk.core.installation import (
    Installation,
    Kind,
    Pointer,
    check_tree,
    move_pointer,
    read_pointer,
    settle,
)
from tipdesk.core.work import Work
from tipdesk.desk.update import trees
from tipdesk.desk.update.installing import install
from tipdesk.desk.update.looking_into import look_into
from tipdesk.desk.update.updates import LookPlan

OLD, NEW = "0.2.0", "0.3.0"


def prepare(root: Path) -> Place:
    """The old program is installed; the update lies on a drive."""
    given = {
        "root": maker().root.data.decode("ascii"),
        "trust": trust_to_pem(world().trust).decode("ascii"),
    }
    place = Place(root, b"", given)
    base = place.root / "base"
    base.mkdir(parents=True)
    tree_at(base / f"app-{OLD}", OLD)
    (base / "tipdesk").write_text(trees.STARTER)
    (base / "tipdesk").chmod(0o755)
    move_pointer(base, Pointer(f"app-{OLD}"))
    deb = package(members_of(files_of(NEW)))
    (place.root / "drive.update").write_bytes(debian_update(NEW, deb).file)
    return place


def _known(place: Place) -> Known:
    """What the station knows; in a process of its own this module would make other keys."""
    return known(
        pinned=read_root(place.given["root"].encode("ascii")),
        trust=trust_from_pem(place.given["trust"].encode("ascii")),
    )


def _update(place: Place, say: Say) -> None:
    base = place.root / "base"
    here = Installation(Kind.LINUX, base / f"app-{OLD}", base)
    say(BEGUN)
    with look_into(LookPlan(place.root / "drive.update", _known(place), here), Work()) as opened:
        install(opened, Work())
    say("installed")


def _settle(place: Place, say: Say) -> None:
    base = place.root / "base"
    settle(Installation(Kind.LINUX, base / f"app-{NEW}", base))
    say("settled")


def update_and_settle(place: Place, say: Say) -> None:
    """Installed, and opened by the new program."""
    _update(place, say)
    _settle(place, say)


def update_in_place(place: Place, say: Say) -> None:
    """Against the rule: the old tree goes before the new one is there."""
    base = place.root / "base"
    say(BEGUN)
    for path in sorted((base / f"app-{OLD}").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    tree_at(base / f"app-{OLD}", NEW)
    say("installed")


def started(base: Path) -> str:
    """What the starter starts; '' for nothing. A disk of the model knows no mode bits."""
    script = (
        f'sed "s/-x /-f /; s/exec /exec sh /" "{base}/tipdesk" > "{base}/.try" && sh "{base}/.try"'
    )
    words = ["/bin/sh", "-c", script]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    return run.stdout.strip().removeprefix("version ")


def fault(place: Place, lines: Sequence[str]) -> str:
    """One of both starts, whole; the new one once that was said."""
    base = place.root / "base"
    version = started(base)
    if version not in (OLD, NEW):
        return f"unstartable: {version!r}"
    if "installed" in lines and version != NEW:
        return "the update is lost"
    pointer = read_pointer(base)
    if pointer is None or not check_tree(base / f"app-{version}").whole:
        return f"{version} is not whole"
    return ""


UPDATING = Deed("update", update_and_settle, fault, update_in_place)
