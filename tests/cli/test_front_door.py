"""`tipdesk [--lang ar|en] COMMAND …`: the language may stand before the command."""

from pathlib import Path

import pytest

from tests.ui.gestures import bare
from tipdesk.__main__ import is_command, main, window_words
from tipdesk.cli.main import COMMANDS


@pytest.mark.parametrize(
    "words",
    [["verify", "x"], ["--lang", "en", "verify", "x"], ["--lang=ar", "demo"], ["--version"]],
)
def test_a_command_is_found_behind_the_language(words: list[str]) -> None:
    assert is_command(words)


@pytest.mark.parametrize(
    "words", [[], ["--lang", "en"], ["--lang"], ["--vault", "verify"], ["--demo", "--lang", "ar"]]
)
def test_everything_else_opens_the_window(words: list[str]) -> None:
    assert not is_command(words)


@pytest.mark.parametrize("name", ["verify", "a.tipdesk", "بلا نهاية", "demo"])
@pytest.mark.parametrize("before", [[], ["--lang", "en"], ["--lang=ar"], ["--vault", "v"]])
def test_a_file_is_opened_in_the_window(
    name: str, before: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).touch()
    assert not is_command([*before, str(tmp_path / name)])
    assert not is_command([*before, f"./{name}"])
    assert is_command([*before, name]) is (name in COMMANDS and before != ["--vault", "v"])


def test_a_word_that_is_neither_a_command_nor_a_file_is_mistyped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["--lang", "en", "verfy", "x"])
    assert "'verfy' is not known here" in bare(capsys.readouterr().err)
    assert not is_command(["gone.tipdesk"])  # a file, though it is there no more


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        (["forms", "try", "x"], ["--try-form", "x"]),
        (["--lang", "en", "forms", "try", "x"], ["--lang", "en", "--try-form", "x"]),
        (["forms", "try", "x", "--lang=ar"], ["--try-form", "x", "--lang=ar"]),
        (["forms", "try", "--help"], None),
        (["forms", "try"], None),
        (["forms", "check", "try"], None),
        (["verify", "forms", "try", "x"], None),
        (["authority"], ["--authority"]),
        (["--lang=en", "authority"], ["--lang=en", "--authority"]),
        (["authority", "--scale", "130"], ["--scale", "130", "--authority"]),
        (["authority", "--help"], None),
        (["authority", "list", "DIR"], None),
        (["authority", "--passphrase-file", "x"], None),
        (["verify", "authority"], None),
    ],
)
def test_trying_a_form_and_the_authority_open_a_window(
    words: list[str], opened: list[str] | None
) -> None:
    assert window_words(words) == (opened or words)
    assert is_command(window_words(words)) is (opened is None)


def test_a_trial_without_the_front_door_says_where_it_is(capsys) -> None:
    from tipdesk.cli.main import main as command

    assert command(["forms", "try", "x", "--lang", "en"]) == 2
    assert "tipdesk forms try x" in capsys.readouterr().err


def test_the_language_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "verify", "/nonexistent/x"]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["verify"],
        ["authority"],
        ["authority", "issue"],
        ["forms"],
        ["forms", "check"],
        ["demo"],
    ],
)
def test_the_help_page_is_in_the_language_of_the_messages(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--lang", "ar", *words, "--help"])
    output = capsys.readouterr().out
    assert output.startswith("طريقة الاستخدام:")
    assert "عرض هذه الصفحة" in output
    for english in ("usage", "options:", "positional arguments", "show this", "show program"):
        assert english not in output
