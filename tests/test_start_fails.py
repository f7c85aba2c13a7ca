"""A start that fails says why, in Arabic and English; in a message box where there is no terminal."""

import os
import subprocess
import sys

import pytest

from tests.test_installation import real_tree_at, tree_at
from tests.windows_boxes import answered
from tipdesk.core import installation
from tipdesk.core.installation import Pointer
from tipdesk.core.start_notice import LEAST_WINDOWS, qt_missing, system_too_old

_ARABIC = "البرنامج"

# As Windows says it: the error is named by the extension alone, not by the package.
_BROKEN = """
import importlib.abc, sys
class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == sys.argv[1]:
            raise ImportError("DLL load failed while importing it", name=sys.argv[2] or None)
sys.meta_path.insert(0, Missing())
from tipdesk.__main__ import main
sys.exit(main(["--lang", "ar"]))
"""
_NO_WINDOW = """
import sys
from tipdesk import app
def fail(*_words, **_named):
    raise RuntimeError("testimony")
app.make_application = fail
from tipdesk.__main__ import main
sys.exit(main(["--vault", sys.argv[1]]))
"""


def start(program, *words):
    """A process of its own, which does not inherit what a start within the tests has left."""
    variables = {name: value for name, value in os.environ.items() if name != "TIPDESK_BEGUN"}
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=variables,
    )


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("PySide6.QtCore", "PySide6.QtCore"),
        ("PySide6.QtCore", "QtCore"),
        ("PySide6.QtWidgets", "QtWidgets"),
        ("PySide6.QtGui", "PySide6"),
        ("shiboken6", "shiboken6"),
        ("PySide6.QtCore", ""),
    ],
)
def test_a_library_of_qt_that_is_missing_is_said_in_both_languages(module, name):
    ended = start(_BROKEN, module, name)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stderr.endswith(qt_missing("DLL load failed while importing it"))


def test_a_library_without_which_qt_would_end_it_is_said_too(tmp_path):
    """Of the windows' own plug-in, e.g. on a Debian whose desktop does not bring it: Qt says that
    in English and aborts."""
    (tmp_path / "libxcb-cursor.so.0").touch()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "WAY"))}
    ended = subprocess.run(
        [sys.executable, "-m", "tipdesk", "--vault", tmp_path / "none"],
        env={**kept, "DISPLAY": ":0", "LD_LIBRARY_PATH": str(tmp_path)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "libxcb-cursor" in ended.stderr
    assert ended.stderr.endswith(qt_missing(ended.stderr.splitlines()[0].split(": ", 1)[1]))


@pytest.mark.parametrize("program", [_BROKEN, _NO_WINDOW])
def test_a_mistake_of_the_program_says_where_it_is_and_no_words_of_its_own(program, tmp_path):
    words = ["tipdesk.desk.locked_vault", "elsewhere"] if program is _BROKEN else [str(tmp_path)]
    ended = start(program, *words)
    assert ended.returncode == 1
    assert _ARABIC in ended.stderr
    assert "could not start" in ended.stderr
    assert "main (tipdesk/" in ended.stderr
    assert "testimony" not in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("before", [True, False])
def test_a_new_program_that_does_not_come_as_far_as_a_window_lets_the_one_before_start(
    tmp_path, before
):
    """It is damaged where Python reads it, before anything could compare it with its manifest; or
    whole, and this computer lacks something."""
    tree_at(tmp_path / "app-0.1.0")
    new = real_tree_at(tmp_path / "app-0.2.0")
    (new / "tipdesk" / "app.py").write_bytes(b"damaged")
    pointer = Pointer("app-0.2.0", "app-0.1.0" if before else "")
    installation.move_pointer(tmp_path, pointer)
    environment = {**os.environ, "PYTHONPATH": str(new), "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-B", "-m", "tipdesk", "--vault", tmp_path / "none"]
    ended = subprocess.run(
        words, cwd=new, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 1
    assert "could not start" in ended.stderr
    assert ("The version before starts again" in ended.stderr) is before
    after = Pointer("app-0.1.0") if before else pointer
    assert installation.read_pointer(tmp_path) == after


def test_what_windows_is_told_is_not_what_debian_is_told():
    windows = qt_missing("DLL", "win32")
    assert "apt-get" not in windows
    assert windows.endswith("\nDLL\n")
    assert _ARABIC in windows
    assert "apt-get" in qt_missing("libEGL.so.1: cannot open shared object file", "linux")


@pytest.mark.parametrize(
    "missing",
    [
        "libQt6Core.so.6: cannot open shared object file",
        "/lib/libqxcb.so: cannot",
        "No module named 'PySide6.QtWidgets'",
    ],
)
def test_a_part_of_the_program_is_not_asked_of_debian(missing):
    text = qt_missing(missing, "linux")
    assert "apt-get" not in text
    assert _ARABIC in text
    assert missing in text


def test_the_oldest_windows_is_10_1809():
    assert system_too_old(LEAST_WINDOWS) == ""
    assert "1809" in system_too_old(LEAST_WINDOWS - 1)
    assert system_too_old(LEAST_WINDOWS - 1).count("1809") == 2  # in both languages


@pytest.mark.parametrize(
    ("program", "words", "status", "holds"),
    [
        (_BROKEN, ["PySide6.QtCore", "QtCore"], 2, "DLL load failed while importing it"),
        (_BROKEN, ["tipdesk.desk.locked_vault", "elsewhere"], 1, "ImportError"),
        ("from tipdesk.__main__ import main; sys.exit(main(['--scale', '9']))", [], 2, "--scale"),
    ],
)
def test_without_a_terminal_a_message_box_says_it(program, words, status, holds):
    """As a double click starts it: Python gives such a program no standard error."""
    unseen = f"import sys; sys.stderr = sys.stdout = None\n{program}"
    process = subprocess.Popen([sys.executable, "-c", unseen, *words])
    text = answered("tipdesk", process)
    assert process.wait(300) == status
    assert holds in text


def test_whoever_starts_it_learns_that_it_has_begun_and_says_itself_why_it_ends():
    """The launcher for Windows speaks of a module that is damaged, and of nothing else."""
    asks = "\nfinally:\n    print(os.environ.get('TIPDESK_BEGUN'))"
    began = "import os\ntry:\n    from tipdesk.__main__ import main; main(['--version'])" + asks
    assert start(began).stdout.split()[-1] == "1"
    broken = "import os\ntry:\n    import tipdesk.none_such" + asks
    assert start(broken).stdout.split()[-1] == "None"
