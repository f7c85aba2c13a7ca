"""Numbers of case bundles: what is lost, doubled, or kept back on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.insiders.stage import CASEWORKER, Scene, write_rows
from tests.insiders.table import Before, Group
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.deed_book import DeedBook
from tipdesk.desk.handover.packing import pack
from tipdesk.storage import bundle_numbers, custody_rows
from tipdesk.storage.keys import deed_rows

NUMBERS = Group("numbers")
_STRUCK_OFF = "DELETE FROM bundle_number WHERE kind = 'case'"  # annexes would show it at once


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
        write_rows(vault, _STRUCK_OFF)
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


@NUMBERS.row("officer", "taken with W_NEW_SERIES", Before.NOTHING)
def a_new_series(scene: Scene) -> str:
    """A new series of numbers begun by hand, so that no gap shows."""
    first, _second, _third = three(scene)
    taken(scene, first)
    third_file = scene.approved_again(6)
    bundle_numbers.begin_series(scene.beside())
    path = scene.exported(third_file).path
    return scene.office(path)


@NUMBERS.row("officer", "C-04 is told: series", Before.NOTHING)
def a_new_series_at_the_station(scene: Scene) -> str:
    """The same, and a colleague unlocks the station."""
    three(scene)
    with scene.by_hand() as vault:
        bundle_numbers.begin_series(vault)
    return scene.at_unlock(CASEWORKER)


@NUMBERS.row("officer", "vault check: register_series", Before.NOTHING)
def a_new_series_without_its_rows(scene: Scene) -> str:
    """The same, and the rows of the numbers before are gone."""
    three(scene)
    with scene.by_hand() as vault:
        bundle_numbers.begin_series(vault)
        write_rows(vault, _STRUCK_OFF)
    return scene.checked()


@NUMBERS.row("officer", "C-04 hears: series by T-07", Before.NOTHING)
def a_new_series_by_a_deed(scene: Scene) -> str:
    """The same with a deed of the officer's own, as whoever restores a backup signs it."""
    three(scene)
    with scene.by_hand(OFFICER) as vault:
        series, at = bundle_numbers.begin_series(vault), scene.world.clock()
        signers = [(OFFICER.login, scene.seed(OFFICER))]
        deed = DeedBook(vault).make(DeedKind.SERIES, at, {"series": series}, signers)
        event = custody_rows.append(
            vault, at=at, officer=OFFICER.login, action="restored", detail={"deed": deed.digest}
        )
        deed_rows.add(vault, deed, event.seq)
    return scene.heard(CASEWORKER)
