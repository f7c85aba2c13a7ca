"""How the window is started: options, language, size of letters, what nobody can choose."""

import inspect

import pytest

from tipdesk import app
from tipdesk.settings import Settings, save_settings


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
