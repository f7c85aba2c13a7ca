"""Drive an update from a USB drive under Wine, in the window of an installed program, step by step.

    .venv/bin/python packaging/try_update.py [--pictures DIR] [--packed]

Three keys of a maker are made up, an older version is installed that has its root, and this
checkout becomes an update which two of them sign and an agency countersigns, on the installed
program. Somebody then goes to the station page, chooses the file, makes a backup, and lets it be
installed by the real installer: while another window is open, with a copy that somebody changes
meanwhile, and as it should be. The new program starts, refuses to be another than its manifest
says, and opens the vault; the old one goes. Ends with 1 at the first step that fails. `--packed`
packs the installer as it is given out, which takes minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import build
import program_tree
import release_keys
import system_packages
from tipdesk.bundle.crypto.sealed_key import FLOOR
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import ProgramDamaged, UpdateRefused
from tipdesk.core.work import Work
from tipdesk.demo.stations import AUTHORITY, make_authority, trust_list
from tipdesk.desk.approval import confirm_officer
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _, set_language
from tipdesk.texts.messages import sentence
from windows import interruptions, screen, trial_setups, wine
from windows.interruptions import InstallerFault, Laptop, expect, listing
from windows.screen import Screen, until
from windows.trial_setups import Kind

OLDER = "0.0.9"
LOGIN, PASSPHRASE = "S-01", "lantern orchard pebble wagon thistle"
_OTHER, _OTHER_PASSPHRASE = "T-07", "copper meadow ladder violet canyon"
_KEYS = "a passphrase of the maker's keys"
_PROGRAMS = {**wine.PROGRAMS, **build.PROGRAMS["windows"], **screen.PROGRAMS, "gcc": "gcc"}


@dataclass(frozen=True)
class Trial:
    """What the steps have in common."""

    computer: Laptop
    screen: Screen
    folder: Path
    maker: Path  # the maker's folder: keys, root, and what is given out
    older: Path

    @property
    def base(self) -> Path:
        """Where it is installed."""
        return self.computer.base

    @property
    def vault(self) -> Path:
        """Of the station."""
        return self.base.parent.parent / "tipdesk" / "vault"

    @property
    def usb_drive(self) -> Path:
        """Drive E there."""
        return self.folder / "usb"

    @property
    def update(self) -> Path:
        """On it, countersigned."""
        return self.usb_drive / f"tipdesk-{program_tree.version()}.update"

    def pointer(self) -> list[str]:
        """The lines of `current`."""
        return (self.base / "current").read_text("utf-8").splitlines()

    def say(self, *words: str) -> str:
        """What the program on the console answers."""
        done = self.computer.run(self.base / "tipdeskc.exe", *words)
        expect(done.returncode == 0, f"{words}: {done.returncode} {done.stderr[-400:]}")
        return done.stdout


def main(words: list[str]) -> int:
    """Every step; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=Path, default=Path("pictures"))
    parser.add_argument("--packed", action="store_true")
    options = parser.parse_args(words)
    system_packages.provide(
        system_packages.missing_programs(_PROGRAMS), "needed to try it", required=True
    )
    options.pictures.mkdir(parents=True, exist_ok=True)
    set_language("ar")
    try:
        with tempfile.TemporaryDirectory() as scratch, interruptions.laptop() as computer:
            folder = Path(scratch)
            make_maker(folder / "maker")
            on_it = Screen(computer, options.pictures)
            maker, root = folder / "maker", folder / "maker" / "root-1.json"
            older = trial_setups.make(maker, Kind(OLDER, root, watched=True))
            trial_setups.make(maker, Kind(program_tree.version(), root, packed=options.packed))
            trial = Trial(computer, on_it, folder, maker, older)
            for name, step in STEPS.items():
                begun = time.monotonic()
                print(f"{name} ...", flush=True)
                step(trial)
                print(f"    as it should ({time.monotonic() - begun:.0f} s)", flush=True)
    except InstallerFault as fault:
        print(f"    FAILED: {fault}")
        return 1
    return 0


# --- what a maker gives out -------------------------------------------------------------------


def make_maker(folder: Path) -> None:
    """Three keys, and the root that names them, signed by two."""
    folder.mkdir()
    passphrase = ("--passphrase-file", str(folder / "passphrase"))
    (folder / "passphrase").write_text(_KEYS, "utf-8")
    for name in ("first", "second", "third"):
        made_by = ("--maker", "A made-up maker", "--name", name)
        release_keys.main(["key", *made_by, *passphrase, str(folder)], FLOOR)
    keys = [str(path) for path in sorted(folder.glob("*.key.json"))]
    release_keys.main(["root", "--version", "1", str(folder), *keys])
    for key in keys[:2]:
        release_keys.main(["sign", *passphrase, str(folder / "root-1.json"), key])


def make_update(maker: Path) -> Path:
    """Of this checkout, signed by two keys."""
    version = program_tree.version()
    for language, line in (("ar", "تغيير للتجربة"), ("en", "A change, for a trial")):
        (maker / f"changes.{language}").write_text(f"{line}\n", "utf-8")
    release_keys.main([
        "release", "--version", version, "--sequence", "1", "--root-version", "1",
        "--date", f"{system_clock():%Y-%m-%d}", "--least-version", "0.0.1",
        "--changes-ar", str(maker / "changes.ar"), "--changes-en", str(maker / "changes.en"),
        str(maker),
    ])  # fmt: skip
    passphrase = ("--passphrase-file", str(maker / "passphrase"))
    for key in sorted(maker.glob("*.key.json"))[:2]:
        release_keys.main(["sign", *passphrase, str(maker / "release.json"), str(key)])
    release_keys.main(["pack", str(maker)])
    return maker / f"tipdesk-{version}.update"


# --- the steps --------------------------------------------------------------------------------


def is_a_station(trial: Trial) -> None:
    """The older version is installed; its vault trusts an agency."""
    expect(trial.computer.set_up(trial.older) == 0, "the installer did not end with 0")
    expect(trial.pointer() == [f"app-{OLDER}"], f"{trial.pointer()}")
    plan = StationPlan(
        Station(StationKind.OFFICER, "moi_tip", "وحدة المقابلات التجريبية", "TDX"),
        (
            NewOfficer(_OTHER, "نورة الخالدي", Role.OFFICER, _OTHER_PASSPHRASE),
            NewOfficer(LOGIN, "بدر العتيبي", Role.SUPERVISOR, PASSPHRASE),
        ),
        cheap_keys=True,
    )
    create_station(trial.vault, plan, system_clock)
    agency = make_authority(_authority(trial), system_clock)
    session = _session(trial)
    try:
        second = confirm_officer(trial.vault, _OTHER, _OTHER_PASSPHRASE)
        pack = trust_list(agency, system_clock())
        session.keys.import_trust_list(pack, agency.fingerprint, second)
    finally:
        session.lock()


def is_countersigned(trial: Trial) -> None:
    """By the agency, with the program that its stations have."""
    trial.usb_drive.mkdir()
    trial.computer.windows.drive("E", trial.usb_drive)
    shutil.copyfile(make_update(trial.maker), trial.update)
    (_drive_c(trial) / "signed").mkdir()
    alone = trial.update.read_bytes()
    (_drive_c(trial) / "passphrase.txt").write_text(AUTHORITY.passphrase, "utf-8")
    answer = trial.say(
        "authority", "sign-update", "--passphrase-file", r"C:\passphrase.txt",
        "--out", r"C:\signed", r"C:\agency", _named(trial),
    )  # fmt: skip
    expect("first" in answer and "second" in answer, f"who signed? {answer}")
    shutil.copyfile(_drive_c(trial) / "signed" / trial.update.name, trial.update)
    expect(trial.update.read_bytes() != alone, "nothing was added")


def refuses_while_another_is_open(trial: Trial) -> None:
    """The installer says it; the vault is locked all the same, and nothing is changed."""
    another = trial.screen.opened(trial.base / "tipdesk.exe", "--vault", r"C:\another")
    with another, trial.screen.looked_at():
        on_it = trial.screen
        on_it.part(_("Open the vault"))
        on_it.picture("update-1-unlock")
        _enter(trial)
        _go_to_station(trial)
        on_it.picture("update-2-station")
        before = listing(trial.base)
        _choose(trial)
        on_it.picture("update-3-offer")
        on_it.click(_("Lock and install"))
        on_it.says(sentence(UpdateRefused(reason="program_open")).what)
        on_it.picture("update-4-program-open")
        on_it.click(_("Close"))
        on_it.part(_("Open the vault"))
        expect(listing(trial.base) == before, f"{listing(trial.base) ^ before}")
    expect(trial.pointer() == [f"app-{OLDER}"], f"{trial.pointer()}")


def refuses_a_changed_copy(trial: Trial) -> None:
    """Somebody writes into the copy after it was looked into: its bytes are counted again."""
    with trial.screen.looked_at():
        _enter(trial)
        _go_to_station(trial)
        _choose(trial)
        (copy,) = (path for path in trial.base.glob("update-*") if path.is_file())
        with copy.open("r+b") as file:
            file.seek(copy.stat().st_size // 2)
            file.write(b"changed")
        trial.screen.click(_("Lock and install"))
        trial.screen.says(sentence(UpdateRefused(reason="damaged")).what)
        trial.screen.picture("update-5-changed")
        trial.screen.click(_("Close"))
        trial.screen.part(_("Open the vault"))
    expect(trial.pointer() == [f"app-{OLDER}"], f"{trial.pointer()}")


def is_installed(trial: Trial) -> None:
    """A backup first, then the lock, then the installer; the file on the drive may go meanwhile."""
    with trial.screen.looked_at():
        _enter(trial)
        _go_to_station(trial)
        _choose(trial)
        _back_up(trial)
        trial.update.write_bytes(b"another file")
        trial.screen.click(_("Lock and install"))
        trial.screen.says(_("The new version is being installed…"))
        trial.screen.picture("update-6-installing")
        trial.screen.says(_("The program is updated."))
        trial.screen.picture("update-7-installed")
        version = program_tree.version()
        expect(trial.pointer() == [f"app-{version}", f"app-{OLDER}"], f"{trial.pointer()}")
        old = trial.screen.running()
        trial.screen.click(_("Open the new version"))
        until(lambda: _runs(trial, version), "the new program does not start")
        until(lambda: not _runs(trial, OLDER), f"the old one does not end: {old}")
        trial.screen.picture("update-8-new-program")
    left = [path.name for path in trial.base.glob("update-*")]
    expect(not left, f"left: {left}")
    expect(
        (trial.base / f"app-{OLDER}").is_dir(), "the old one is gone before the vault was opened"
    )


def is_checked_when_it_first_starts(trial: Trial) -> None:
    """A byte of the new tree is another: the old program starts instead, from then on."""
    damaged = trial.computer.tree() / "licences" / "LIST.txt"
    whole, pointer = damaged.read_bytes(), (trial.base / "current").read_bytes()
    damaged.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with trial.screen.opened(trial.base / "tipdesk.exe"):
        trial.screen.picture("update-9-damaged")
        until(lambda: trial.pointer() == [f"app-{OLDER}"], "the damaged one starts")
    print(f"    {sentence(ProgramDamaged(reason='back')).what}")
    damaged.write_bytes(whole)
    (trial.base / "current").write_bytes(pointer)


def opens_the_vault(trial: Trial) -> None:
    """Typed where the fields of the old program were: then the old one goes."""
    with trial.screen.opened(trial.base / "tipdesk.exe"):
        trial.screen.main_window()  # the new tree has been verified
        trial.screen.picture("update-10-first-start")
        trial.screen.press("Down", "Down", "Tab")
        trial.screen.type(PASSPHRASE)
        trial.screen.press("Return")
        version = program_tree.version()
        until(lambda: trial.pointer() == [f"app-{version}"], "`current` keeps the old one")
        until(lambda: not (trial.base / f"app-{OLDER}").exists(), "the old tree stays")
        trial.screen.picture("update-11-updated")
    names = {path.name for path in trial.base.iterdir()}
    starters = {"current", "tipdesk.exe", "tipdeskc.exe", "uninstall.exe"}
    expect(names == {f"app-{version}", *starters}, f"{names}")


def stands_in_the_audit_log(trial: Trial) -> None:
    """Who let which version go over to which, and which program opened the vault."""
    session = _session(trial)
    try:
        reading = read_chain(session.custody.plan(), Work())
    finally:
        session.lock()
    expect(not reading.objections, f"{reading.objections}")
    entries = [(entry.event.action, dict(entry.event.detail)) for entry in reading.entries]
    update = [entry for entry in entries if entry[0].startswith(("update_", "program_"))]
    for action, detail in update:
        print(f"    {action} {detail}")
    statement = (trial.maker / "release.json").read_bytes()
    over = {"from_version": OLDER, "to_version": program_tree.version()}
    begun = [detail for action, detail in update if action == "update_begun"]
    expect(len(begun) == 3, f"{len(begun)} times begun")
    for detail in begun:
        expect(detail.items() >= over.items(), f"{detail}")
        expect(detail["release"] == hashlib.sha256(statement).hexdigest(), f"{detail}")
        expect("first" in detail["makers"], f"{detail}")
    changed = [detail for action, detail in update if action == "program_changed"]
    expect(any(detail.items() >= over.items() for detail in changed), f"{changed}")


STEPS: dict[str, Callable[[Trial], None]] = {
    f"an older version ({OLDER}) is installed, with a station of an agency": is_a_station,
    "the agency countersigns an update": is_countersigned,
    "with another window open it is refused": refuses_while_another_is_open,
    "a copy that was changed meanwhile is refused": refuses_a_changed_copy,
    "backed up, locked, installed; the new version starts": is_installed,
    "a new version that is damaged gives way to the old one": is_checked_when_it_first_starts,
    "the new version opens the vault, and the old one goes": opens_the_vault,
    "the audit log has it": stands_in_the_audit_log,
}


# --- what the steps are made of ---------------------------------------------------------------


def _drive_c(trial: Trial) -> Path:
    return trial.computer.windows.prefix / "drive_c"


def _authority(trial: Trial) -> Path:
    return _drive_c(trial) / "agency"


def _named(trial: Trial) -> str:
    return f"E:\\{trial.update.name}"


def _session(trial: Trial) -> Session:
    key = unlock(trial.vault, LOGIN, PASSPHRASE, system_clock)
    return Session.open(trial.vault, key, system_clock)


def _runs(trial: Trial, version: str) -> bool:
    lines = (line.replace("/", "\\") for line in trial.screen.running())
    return any(f"\\app-{version}\\" in line for line in lines)


def _enter(trial: Trial) -> None:
    """Unlock, and leave what is asked and said after it."""
    on_it = trial.screen
    on_it.click(_("Your code"), "CalmCombo")
    on_it.click(LOGIN, "QWidget")
    on_it.click(_("Passphrase"), "PassphraseField")
    on_it.type(PASSPHRASE)
    on_it.press("Return")
    until(lambda: _is_inside(trial), "it does not open")


def _is_inside(trial: Trial) -> bool:
    """Whether the pages are there; what lies before them is closed."""
    parts = trial.screen.parts()
    for way_on in (_("Not now"), _("Close")):
        for part in parts:
            if way_on in part.texts and part.kind == "_Button":
                trial.screen.click_at(*part.middle)
                return False
    return any(_("Station") in part.texts for part in parts)


def _go_to_station(trial: Trial) -> None:
    trial.screen.click(_("Station"))
    trial.screen.scroll_to(_("Update from a USB drive…"))


def _choose(trial: Trial) -> None:
    """The file, in the dialog for it; the offer stands then."""
    trial.screen.click(_("Update from a USB drive…"))
    _give_path(trial, _named(trial))
    trial.screen.part(_("Lock and install"))


def _give_path(trial: Trial, path: str) -> None:
    until(lambda: any(part.name == "fileNameEdit" for part in trial.screen.parts()), "no dialog")
    field = next(part for part in trial.screen.parts() if part.name == "fileNameEdit")
    trial.screen.click_at(*field.middle)
    trial.screen.press("ctrl+a")
    trial.screen.type(path)
    trial.screen.press("Return")


def _back_up(trial: Trial) -> None:
    """Onto the USB drive, from the offer, which stands again after it."""
    on_it = trial.screen
    on_it.click(_("Make a backup first…"))
    on_it.click(_("Choose a folder…"))
    (trial.usb_drive / "backup").mkdir()
    _give_path(trial, "E:\\backup")
    on_it.click(_("Next"))
    on_it.click(_("Passphrase"), "PassphraseField")
    on_it.type(PASSPHRASE)
    on_it.press("Return")
    on_it.says(_("The backup is made."))
    on_it.click(_("Close"))
    on_it.part(_("Lock and install"))
    expect(any((trial.usb_drive / "backup").iterdir()), "there is no backup")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
