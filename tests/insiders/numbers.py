"""Numbers of case bundles: what is lost, doubled, or kept back on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.insiders.stage import Scene, write_rows
from tests.insiders.table import Before, Group
from tipdesk.core.work import Work
from tipdesk.desk.handover.packing import pack
from tipdesk.storage import bundle_numbers

NUMBERS = Group("numbers")


def three(scene: Scene) -> list[Path]:
    """Three case bundles one after the other; the third is of a third file."""
    files = [scene.files.approved, scene.files.other, scene.approved_again()]
    return [scene.exported(case_id).path for case_id in files]


def taken(scene: Scene, path: Path) -> None:
    """It is received, if it can be."""
    checked = scene.check_at_office(path)
    if checked.holds and not checked.goes_to_quarantine:
        scene.world.accept(checked)


@NUMBERS.row("courier", "taken with W_MISSING", Before.UNNOTICED)
def one_that_never_came(scene: Scene) -> str:
    """The second of three case bundles is not delivered."""
    first, _second, third = three(scene)
    taken(scene, first)
    return scene.office(third)


@NUMBERS.row("courier", "taken as genuine", Before.HELD)
def one_that_came_late(scene: Scene) -> str:
    """The second of three comes after the third."""
    first, second, third = three(scene)
    taken(scene, first)
    taken(scene, third)
    return scene.office(second)


@NUMBERS.row("courier", "taken as genuine; receipt PPX-2026-00001 again", Before.HELD)
def the_same_twice(scene: Scene) -> str:
    """The same case bundle delivered twice."""
    path = scene.exported().path
    copy = shutil.copy(path, path.with_name("copy.asice.age"))
    taken(scene, path)
    checked = scene.check_at_office(Path(copy))
    answer = f"taken as genuine; receipt {checked.already} again"
    return answer if checked.holds and not checked.findings else "taken as a new one"


@NUMBERS.row("officer", "kept aside at the office: A_NUMBER_TWICE", Before.UNNOTICED)
def one_number_twice(scene: Scene) -> str:
    """A case bundle struck off the rows of numbers, so that the next one gets its number."""
    taken(scene, scene.exported().path)
    with scene.by_hand() as vault:
        write_rows(vault, "DELETE FROM bundle_number")
    return scene.office(scene.exported(scene.files.other).path)


@NUMBERS.row("officer", "kept aside at the office: A_PREVIOUS", Before.UNNOTICED)
def another_one_before_it(scene: Scene) -> str:
    """The rows of numbers name another manifest than the one that was delivered."""
    taken(scene, scene.exported().path)
    with scene.by_hand() as vault:
        write_rows(vault, f"UPDATE bundle_number SET manifest = '{'0' * 64}'")
    return scene.office(scene.exported(scene.files.other).path)


@NUMBERS.row("officer", "kept aside at the office: A_VOID_CAME", Before.UNNOTICED)
def told_as_not_sent(scene: Scene) -> str:
    """A finished case bundle kept back: never entered, told as not sent, and delivered later."""
    kept_back = pack(scene.plan(), scene.exporter(), Work())
    taken(scene, scene.exported(scene.files.other).path)
    return scene.office(kept_back.path)


@NUMBERS.still_open("officer", "taken as genuine", Before.NOTHING)
def a_new_series(scene: Scene) -> str:
    """A new series of numbers begun by hand, so that no gap shows. Should be told at the office."""
    first, _second, _third = three(scene)
    taken(scene, first)
    with scene.by_hand() as vault:
        bundle_numbers.begin_series(vault)
    path = scene.exported(scene.approved_again(6)).path
    return scene.office(path)
