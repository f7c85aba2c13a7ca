"""How the window is started: options, language, size of letters, what nobody can choose."""

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forms.sheets_for_tests import question, section, sheets
from tests.test_installation import write_manifest
from tipdesk import app
from tipdesk.core import installation
from tipdesk.core.errors import ProgramDamaged
from tipdesk.core.installation import Pointer
from tipdesk.core.settings import Settings, save_settings
from tipdesk.demo.stations import OFFICER
from tipdesk.forms.xlsform.sheets import write_sheets
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence


def chosen(*words):
    return app._settings(app._parse(list(words)))


def test_the_command_line_wins_over_the_settings():
    save_settings(Settings(language="en", font_scale=130, lock_minutes=9))
    assert chosen() == Settings(language="en", font_scale=130, lock_minutes=9)
    assert chosen("--lang", "ar", "--scale", "100") == Settings(lock_minutes=9)
    assert chosen("--theme", "contrast").theme == "contrast"


@pytest.mark.parametrize(
    "words",
    [
        ["--demo", "--vault", "x"],  # the demonstration has a vault of its own
        ["--lang", "fr"],
        ["--scale", "115"],
        ["--theme", "pink"],
        ["--cheap-keys"],
        ["--demo", "a.tipdesk"],  # nor a file of its own
        ["a.tipdesk", "b.tipdesk"],
        ["--authority", "a.tipdesk"],
        ["--authority", "--demo"],
    ],
)
def test_what_cannot_be_chosen(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        app._parse(words)
    assert stopped.value.code == 2


def test_cheap_keys_are_for_callers_in_code_only(monkeypatch):
    assert inspect.signature(app.main).parameters["cheap_keys"].default is False
    source = inspect.getsource(app)
    assert "environ" not in source
    assert not any("cheap" in word for word in vars(app._parse([])))


def test_a_file_is_kept_by_its_whole_path(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    words = [["a.tipdesk"], ["--lang", "en", str(tmp_path / "verify")], []]
    files = [app._parse(started_with).file for started_with in words]
    assert files == [tmp_path / "a.tipdesk", tmp_path / "verify", None]


# In a process of its own: what is left of the application's end would end every later dialog.
_TRIAL = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from tipdesk import app
from tipdesk.core.settings import Settings
from tipdesk.ui.shell.form_trial import TrialWindow

application = QApplication([])
seen = []

def look():
    for window in application.topLevelWidgets():
        if isinstance(window, TrialWindow) and not window._services.jobs.busy and not seen:
            seen.append(type(window._stack.currentWidget()).__name__)
            window.reject()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
chosen = app._parse(["--try-form", sys.argv[1]])
status = app._try_form(application, Settings(), chosen.try_form)
print(status, *seen)
"""


def test_a_form_is_tried_from_the_command_line(tmp_path):
    write_sheets(tmp_path / "form", sheets(section("s", question("text", "q"))))
    words = [sys.executable, "-c", _TRIAL, str(tmp_path / "form")]
    run = subprocess.run(
        words,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
        cwd=Path(__file__).parents[3],
    )
    assert run.stdout == "0 InterviewPage\n", run.stderr


_SECOND = """
import sys
from PySide6.QtWidgets import QApplication
from tests.ui.gestures import answer, bare, dialogs, texts
from tipdesk import app
from tipdesk.i18n.text import _

application = QApplication([])
shown = []

def read(dialog):
    shown.append(bare(texts(dialog)))
    answer(_("Close"))(dialog)

with dialogs(read):
    status = app.main(["--vault", sys.argv[1], sys.argv[2]])
sys.stdout.reconfigure(encoding="utf-8")
print(status, shown[0].splitlines()[0], sep="\\n")
"""


def test_a_second_window_with_a_file_says_that_the_first_one_is_open(places, clock):
    session = places.open(places.officers, OFFICER, clock)
    try:
        words = [sys.executable, "-c", _SECOND, str(places.officers), str(places.bundle)]
        run = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    finally:
        session.lock()
    expected = _("The vault is open in another window of this program.")
    assert run.stdout.splitlines() == ["1", expected], run.stderr


_FIRST_START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from tests.ui.gestures import bare, texts
from tipdesk import app
from tipdesk.ui.shell.main_window import MainWindow

application = QApplication([])
seen = []

def look():
    modal, window = application.activeModalWidget(), application.activeWindow()
    words = "" if modal is None else bare(texts(modal)).splitlines()[0]
    if words and words not in seen:
        seen.append(words)
        if "stop" in sys.argv or modal.objectName() != "waiting":
            modal.reject()
    elif isinstance(window, MainWindow) and window.isVisible() and "window" not in seen:
        seen.append("window")
        QTimer.singleShot(300, window.close)  # it stays, though the dialog before it is gone

timer = QTimer()
timer.timeout.connect(look)
timer.start(0)
status = app.main(["--vault", sys.argv[1]])
sys.stdout.reconfigure(encoding="utf-8")
print(status, *seen, sep="\\n")
"""
_ROOT = Path(__file__).parents[3]


@pytest.fixture
def updated(tmp_path):
    """This program as an update puts it beside another: a whole tree that starts for the first
    time."""
    base = tmp_path / "base"
    for name in ("tipdesk", "resources", "translations"):
        shutil.copytree(_ROOT / name, base / "app-2" / name)
    for name in ("app-1", "app-2"):
        program = installation.program(base / name)
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_bytes(b"program")
    write_manifest(base / "app-2")
    installation.move_pointer(base, Pointer("app-2", "app-1"))
    return base


def _start(base, *words):
    paths = os.pathsep.join([str(base / "app-2"), str(_ROOT)])
    run = subprocess.run(
        [sys.executable, "-P", "-c", _FIRST_START, str(base / "vault"), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
        cwd=base,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert run.stdout, run.stderr
    return run.stdout.splitlines()


def test_a_new_version_is_checked_once_behind_a_sentence_and_then_opens(updated):
    checked = _("One moment: the new version is being checked. This happens once.")
    assert _start(updated) == ["0", checked, "window"]


def test_a_new_version_that_nobody_could_check_does_not_open(updated):
    checked = _("One moment: the new version is being checked. This happens once.")
    assert _start(updated, "stop") == ["1", checked]
    assert installation.read_pointer(updated) == Pointer("app-2", "app-1")


def test_a_new_version_that_was_damaged_says_so_and_the_one_before_starts(updated):
    (updated / "app-2" / "tipdesk" / "more.py").write_bytes(b"")
    status, _checked, words = _start(updated)
    assert status == "1"
    assert words == sentence(ProgramDamaged(reason="back")).what
    assert installation.read_pointer(updated) == Pointer("app-1")
