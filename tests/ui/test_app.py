"""How the window is started: options, language, size of letters, what nobody can choose."""

import inspect
import sys
import threading

import pytest
from PySide6.QtCore import QTimer

from tests.forms.sheets_for_tests import question, section, sheets
from tipdesk import app
from tipdesk.forms.sheets import write_sheets
from tipdesk.settings import Settings, save_settings
from tipdesk.ui.pages.interview import InterviewPage
from tipdesk.ui.trial import TrialWindow


def chosen(*words):
    return app._settings(app._parse(list(words)))


def test_the_command_line_wins_over_the_settings():
    save_settings(Settings(language="en", font_scale=130, lock_minutes=9))
    assert chosen() == Settings(language="en", font_scale=130, lock_minutes=9)
    assert chosen("--lang", "ar", "--scale", "100") == Settings(lock_minutes=9)


@pytest.mark.parametrize(
    "words",
    [
        ["--demo", "--vault", "x"],  # the demonstration has a vault of its own
        ["--lang", "fr"],
        ["--scale", "110"],
        ["--cheap-keys"],
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


def test_a_form_is_tried_from_the_command_line(qapp, tmp_path, monkeypatch):
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    write_sheets(tmp_path / "form", sheets(section("s", question("text", "q"))))
    seen = []

    def look():
        shown = [one for one in qapp.topLevelWidgets() if isinstance(one, TrialWindow)]
        for window in shown:
            if not window._services.jobs.busy and not seen:
                seen.append(type(window._stack.currentWidget()))
                window.reject()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    chosen = app._parse(["--try-form", str(tmp_path / "form")])
    assert app._try_form(qapp, Settings(), chosen.try_form) == 0
    assert seen == [InterviewPage]
