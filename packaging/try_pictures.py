"""Pictures of the installer and of the installed program under Wine, in Arabic: for documents, and
to be looked at.

    .venv/bin/python packaging/try_pictures.py [--scale 100|125|150] [FOLDER]

This checkout is installed as a person does it, page by page; then its first start, the list, an
interview, a document with the dialog for printing, and the pages of an export are shown, with the
made-up files of the demonstration; at last it is removed. The screen is that of a small laptop.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import build
import program_tree
import system_packages
from tipdesk.cases.model import Status
from tipdesk.i18n.text import _, set_language
from tipdesk.texts.messages import status_label
from windows import interruptions, screen, trial_setups, wine
from windows.interruptions import InstallerFault, Laptop, expect
from windows.screen import Screen, until
from windows.trial_setups import Kind

_PROGRAMS = {**wine.PROGRAMS, **build.PROGRAMS["windows"], **screen.PROGRAMS, "gcc": "gcc"}
_REMOVER = "Un.exe"  # the copy of itself that the uninstaller starts
_BUTTON = "_Button"  # the program's own
_ARABIC = "1025"
_DOTS = 96  # an inch, at 100 %


def main(words: list[str]) -> int:
    """Take them; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scale", type=int, choices=(100, 125, 150), default=100)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("pictures"))
    options = parser.parse_args(words)
    system_packages.provide(
        system_packages.missing_programs(_PROGRAMS), "needed for pictures", required=True
    )
    options.folder.mkdir(parents=True, exist_ok=True)
    set_language("ar")
    try:
        with tempfile.TemporaryDirectory() as scratch, interruptions.laptop() as computer:
            set_scale(computer, options.scale)
            setup = trial_setups.make(Path(scratch), Kind(program_tree.version(), watched=True))
            on_it = Screen(computer, options.folder, f"-{options.scale}")
            install(on_it, setup)
            first_start(on_it)
            demonstrate(on_it)
            remove(on_it)
    except InstallerFault as fault:
        print(f"FAILED: {fault}")
        return 1
    return 0


def set_scale(computer: Laptop, scale: int) -> None:
    """As the settings of Windows do."""
    value = ("/t", "REG_DWORD", "/d", str(_DOTS * scale // 100), "/f")
    for key in (r"HKCU\Control Panel\Desktop", r"HKCC\Software\Fonts"):
        done = computer.run(Path("reg"), "add", key, "/v", "LogPixels", *value)
        expect(done.returncode == 0, done.stderr)
    environment = computer.windows.environment
    for order in ("--kill", "--wait"):  # it is read when somebody signs in
        subprocess.run(["wineserver", order], env=environment, check=False)


def install(on_it: Screen, setup: Path) -> None:
    """Language, what will happen, meanwhile, done."""
    arabic = ("/v", "Language", "/d", _ARABIC, "/f")  # as an Arabic Windows offers it
    on_it.computer.run(Path("reg"), "add", r"HKCU\Software\tipdesk", *arabic)
    with on_it.computer.beside(setup):
        on_it.dialog("setup-1-language", setup.name)
        on_it.press("Return")
        on_it.dialog("setup-2-welcome", setup.name)
        on_it.press("Return")
        unpacked = on_it.computer.base / f"app-{program_tree.version()}.part" / "app"
        until(unpacked.exists, "nothing is unpacked")
        on_it.dialog("setup-3-installing", setup.name, still=False)
        until((on_it.computer.base / "current").exists, "it is not installed")
        on_it.dialog("setup-4-done", setup.name)
        on_it.press("Return")  # it opens the program
        with on_it.a_window():
            on_it.picture("start-1-purpose")


def first_start(on_it: Screen) -> None:
    """The first two steps, and the third where somebody types."""
    with on_it.looked_at():
        on_it.click(_("Next"))
        on_it.part(_("Station"))
        on_it.picture("start-2-station")


def demonstrate(on_it: Screen) -> None:
    """Made-up files: what is done with them every day."""
    with on_it.looked_at("--demo"):
        on_it.click(_("Not now"))
        on_it.part(_("New interview"))
        on_it.picture("files")
        with _file(on_it, Status.IN_PROGRESS):
            on_it.picture("interview")
        _begin(on_it, _("Print"))
        until(lambda: _shows(on_it, _("Save as PDF")), "there is no document")
        on_it.picture("paper")
        on_it.click(_("Print"), _BUTTON)
        until(lambda: not _shows(on_it, _("Save as PDF")), "no dialog")
        on_it.picture("print-dialog")
        on_it.press("Escape")
        on_it.click(_("Files"))
        _begin(on_it, _("Refer to the Prosecution"))
        for page in ("contents", "withheld"):
            on_it.part(_("Next"), _BUTTON)
            on_it.picture(f"export-{page}")
            on_it.click(_("Next"), _BUTTON)
        on_it.says(_("USB drive or folder"))
        on_it.picture("export-save")


def _begin(on_it: Screen, what: str) -> None:
    """What is done with the first file that can go to the Prosecution."""
    on_it.part(_("New interview"))
    on_it.click(status_label(Status.APPROVED), "QWidget")
    on_it.click(what)
    until(lambda: not _shows(on_it, _("New interview")), "the list stays")


@contextmanager
def _file(on_it: Screen, status: Status) -> Iterator[None]:
    """Within: the first file of a status is open; afterwards the list."""
    on_it.click(status_label(status), "QWidget", times=2)
    until(lambda: not _shows(on_it, _("New interview")), "no file is opened")
    yield
    on_it.click(_("Files"))
    on_it.part(_("New interview"))


def _shows(on_it: Screen, text: str) -> bool:
    """Whether this can be pressed there."""
    return any(text in part.texts and part.enabled for part in on_it.parts())


def remove(on_it: Screen) -> None:
    """Asked, and done: where the vault stays."""
    with on_it.computer.beside(on_it.computer.base / "uninstall.exe"):
        on_it.dialog("remove-1-ask", _REMOVER)
        on_it.press("Return")
        until(lambda: not (on_it.computer.base / "uninstall.exe").exists(), "it stays")
        on_it.dialog("remove-2-done", _REMOVER)
        on_it.press("Return")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
