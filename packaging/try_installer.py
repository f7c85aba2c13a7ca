"""Drive the installer for Windows under Wine, step by step, and say how each went.

    .venv/bin/python packaging/try_installer.py [--pictures DIR] [--whole] SETUP.exe

An older version is made from this checkout and installed; the program is used, stays what its
manifest says, opens files, keeps the installer out while it is open; SETUP.exe takes its place, is
interrupted, and is removed again; the vault stays. `--whole` interrupts small stand-ins before
every change that an installer makes, which takes an hour. Ends with 1 at the first step that fails.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import build_cache
import program_tree
import system_packages
from windows import interruptions, screen, trial_setups, wine
from windows.interruptions import InstallerFault, Laptop, expect
from windows.screen import Screen
from windows.trial_setups import Kind

OLDER = "0.0.9"
_PROGRAMS = {
    **wine.PROGRAMS,
    "gcc": "gcc",
    "makensis": "nsis",
    **screen.PROGRAMS,
}
_CUTS = 12  # of an installation of the real size


@dataclass(frozen=True)
class Trial:
    """What the steps have in common."""

    computer: Laptop
    older: Path
    setup: Path
    screen: Screen

    @property
    def base(self) -> Path:
        """Where it is installed."""
        return self.computer.base

    def say(self, *words: str) -> str:
        """What the program on the console answers."""
        done = self.computer.run(self.base / "tipdeskc.exe", *words)
        expect(done.returncode == 0, f"{words}: {done.returncode} {done.stderr[-400:]}")
        return done.stdout

    def tree(self) -> Path:
        """The one that starts."""
        return self.computer.tree()


def main(words: list[str]) -> int:
    """Every step; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("setup", type=Path)
    parser.add_argument("--pictures", type=Path, default=Path("pictures"))
    parser.add_argument("--whole", action="store_true")
    options = parser.parse_args(words)
    system_packages.provide(
        system_packages.missing_programs(_PROGRAMS), "needed to try it", required=True
    )
    options.pictures.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory() as scratch, interruptions.laptop() as computer:
            older = trial_setups.make(Path(scratch), Kind(OLDER))
            on_it = Screen(computer, options.pictures)
            trial = Trial(computer, older, options.setup.resolve(), on_it)
            for name, step in STEPS.items():
                begun = time.monotonic()
                print(f"{name} ...", flush=True)
                step(trial)
                print(f"    as it should ({time.monotonic() - begun:.0f} s)", flush=True)
        if options.whole:
            interruptions.try_all(print)
    except InstallerFault as fault:
        print(f"    FAILED: {fault}")
        return 1
    return 0


# --- the steps --------------------------------------------------------------------------------


def install_older(trial: Trial) -> None:
    """Silently, with a vault there already."""
    vault = vault_of(trial)
    vault.mkdir(parents=True)
    (vault / "marker").write_bytes(b"kept")
    expect(trial.computer.set_up(trial.older) == 0, "the installer did not end with 0")
    expect(trial.tree().name == f"app-{OLDER}", trial.tree().name)


def is_whole(trial: Trial) -> None:
    """Every file as the manifest says, and no other."""
    manifest = trial.tree() / program_tree.MANIFEST
    split = (line.split("  ", 1) for line in manifest.read_text("utf-8").splitlines())
    listed = {name: sha256 for sha256, name in split}
    there = {
        path.relative_to(trial.tree()).as_posix()
        for path in trial.tree().rglob("*")
        if path.is_file()
    }
    expect(there - {program_tree.MANIFEST} == listed.keys(), f"{there ^ listed.keys()}")
    altered = [name for name in listed if build_cache.digest(trial.tree() / name) != listed[name]]
    expect(not altered, f"altered: {altered}")


def says_its_version(trial: Trial) -> None:
    """Through the starter, which gives the exit status on."""
    expect(trial.say("--version").strip() == f"tipdesk {OLDER}", trial.say("--version"))
    status = trial.computer.run(trial.base / "tipdeskc.exe", "no-such-command").returncode
    expect(status == 2, f"a wrong command ends with {status}")


def starts_only_itself(trial: Trial) -> None:
    """The launcher passes a module of tipdesk on to Python, and nothing else."""
    launcher = trial.tree() / "tipdeskc.exe"
    done = trial.computer.run(launcher, "-P", "-m", "tipdesk.core.errors")
    expect(done.returncode == 0 and not done.stdout, f"{done.returncode} {done.stderr}")
    for words in (["-c", "print(1)"], ["-m", "platform"], ["-P", "-m", "platform"], ["-i"]):
        done = trial.computer.run(launcher, *words)
        expect(
            done.returncode == 2 and not done.stdout, f"{words}: {done.returncode} {done.stdout}"
        )


def makes_its_journey(trial: Trial) -> None:
    """`demo`: an interview up to a receipt, with documents; nothing is written into the program."""
    trial.say("demo", "--out", r"C:\journey")
    folder = trial.computer.windows.prefix / "drive_c" / "journey"
    expect(any(folder.rglob("*.pdf")), "there is no document")
    is_whole(trial)


def refuses_while_open(trial: Trial) -> None:
    """Neither the next version nor the uninstaller touches a program that runs."""
    starter = trial.base / "tipdesk.exe"
    with trial.screen.opened(starter, "--vault", r"C:\other-vault"):
        trial.screen.picture("first-start")
        before = interruptions.listing(trial.base)
        status = trial.computer.set_up(trial.setup)
        expect(status == 4, f"the installer ends with {status}")
        status = trial.computer.run(
            trial.base / "uninstall.exe", "/S", f"_?={in_windows(trial.base)}"
        ).returncode
        expect(status == 4, f"the uninstaller ends with {status}")
        expect(interruptions.listing(trial.base) == before, "something was changed")


def says_that_it_is_damaged(trial: Trial) -> None:
    """A module that Python cannot read: the launcher says it, where else nothing would be seen."""
    damaged = trial.tree() / "app" / "tipdesk" / "core" / "hardening.pyc"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[: len(whole) // 2])
    with trial.screen.opened(trial.base / "tipdesk.exe"):
        trial.screen.picture("damaged")
    done = trial.computer.run(trial.base / "tipdeskc.exe", "--version")
    expect(done.returncode == 3 and "incomplete" in done.stderr, f"{done.returncode} {done.stderr}")
    damaged.write_bytes(whole)


def opens_what_is_double_clicked(trial: Trial) -> None:
    """A file with our ending, by the command of its type: Wine's own Explorer asks only for what is
    registered for everybody."""
    drive = trial.computer.windows.prefix / "drive_c"
    shutil.copyfile(next((drive / "journey").rglob("*.age")), drive / "ملف.tipdesk")
    kind = registered(trial, r"Software\Classes\.tipdesk")
    command = registered(trial, rf"Software\Classes\{kind}\shell\open\command")
    expect(command == f'"{in_windows(trial.base)}\\tipdesk.exe" "%1"', f"{kind}: {command}")
    trial.computer.begin(trial.base / "tipdesk.exe", r"C:\ملف.tipdesk")
    with trial.screen.a_window():
        trial.screen.picture("opened-by-a-file")
        given = any("ملف.tipdesk" in line for line in trial.screen.running())
        expect(given, "it was not given the file")


def registered(trial: Trial, key: str) -> str:
    """The value without a name of a key of this user; '' without one."""
    done = trial.computer.run(Path("reg"), "query", f"HKCU\\{key}", "/ve")
    return done.stdout.partition("REG_SZ")[2].strip()


def is_upgraded(trial: Trial) -> None:
    """The new tree beside the old one, which `current` still names."""
    expect(trial.computer.set_up(trial.setup) == 0, "the installer did not end with 0")
    lines = (trial.base / "current").read_text("utf-8").splitlines()
    version = program_tree.version()
    expect(lines == [f"app-{version}", f"app-{OLDER}"], f"{lines}")
    expect(trial.say("--version").strip() == f"tipdesk {version}", "the new one does not start")
    is_whole(trial)


def is_interrupted(trial: Trial) -> None:
    """Ended again and again on the way: the version before starts, and the next run completes."""
    trial.computer.set_up(trial.setup)
    changes = len(trial.computer.steps())
    print(f"    {changes} changes", flush=True)
    for number in range(_CUTS):
        go_back(trial)
        trial.computer.set_up(trial.setup, before=changes - (changes * number // _CUTS))
        expect(trial.say("--version").strip() == f"tipdesk {OLDER}", "the old one does not start")
    expect(trial.computer.set_up(trial.setup) == 0, "it was not completed")
    expect(trial.say("--version").strip() == f"tipdesk {program_tree.version()}", "not the new one")
    expect(
        not any(".part" in name for name in interruptions.listing(trial.base)),
        "half a tree is left",
    )
    is_whole(trial)


def go_back(trial: Trial) -> None:
    """Only the older version is installed."""
    shutil.rmtree(trial.base)
    expect(trial.computer.set_up(trial.older) == 0, "the older one is not installed")


def is_removed(trial: Trial) -> None:
    """Nothing of the program stays; the vault does."""
    where = f"_?={in_windows(trial.base)}"
    expect(
        trial.computer.run(trial.base / "uninstall.exe", "/S", where).returncode == 0, "not removed"
    )
    left = {path.name for path in trial.base.iterdir()} if trial.base.exists() else set()
    expect(left <= {"uninstall.exe"}, f"left: {left}")  # started in place, it cannot remove itself
    expect((vault_of(trial) / "marker").read_bytes() == b"kept", "the vault was touched")
    shortcuts = [path.name for path in trial.computer.windows.prefix.rglob("tipdesk.lnk")]
    expect(not shortcuts, f"{shortcuts}")
    for key in (
        r"Software\Classes\tipdesk.file",
        r"Software\Classes\.tipdesk",
        r"Software\tipdesk",
    ):
        known = trial.computer.run(Path("reg"), "query", f"HKCU\\{key}").returncode == 0
        expect(not known, f"{key} is left")


STEPS: dict[str, Callable[[Trial], None]] = {
    f"an older version ({OLDER}) is installed, silently": install_older,
    "all of it is what its manifest says": is_whole,
    "it says its version": says_its_version,
    "its launcher starts parts of it, and nothing else": starts_only_itself,
    "demo makes its whole journey": makes_its_journey,
    "a window stands; installer and uninstaller wait outside": refuses_while_open,
    "a module that is damaged is said": says_that_it_is_damaged,
    "a file that is double-clicked opens in it": opens_what_is_double_clicked,
    "the new version takes its place": is_upgraded,
    f"an installer is ended on its way, {_CUTS} times": is_interrupted,
    "it is removed, and the vault stays": is_removed,
}


# --- what the steps are made of ---------------------------------------------------------------


def vault_of(trial: Trial) -> Path:
    """Where the program keeps what is no program."""
    return trial.base.parent.parent / "tipdesk" / "vault"


def in_windows(path: Path) -> str:
    """A path on drive C as Windows names it."""
    parts = path.parts
    return "\\".join(["C:", *parts[parts.index("drive_c") + 1 :]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
