"""The front door: `tipdesk` opens the window, `tipdesk FILE` opens a file in it, `tipdesk verify …`
and its like run a command."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence

from tipdesk import __version__
from tipdesk.core.hardening import harden_process
from tipdesk.core.start_notice import gone_back, qt_missing, refusal_of_system, say, start_failed

_NO_SCREEN = (
    "لا توجد شاشة هنا: شغّل «{program} demo --out DIR» لتجربة بلا نافذة،"
    " أو «xvfb-run {program}».\n"
    "There is no screen here: run `{program} demo --out DIR` for a trial without a window,"
    " or `xvfb-run {program}`.\n"
)
# Says to `packaging/windows/launcher.c` that from here on tipdesk says itself why it ends.
_BEGUN = "TIPDESK_BEGUN"
# What an ImportError is named by without Qt's libraries; on Windows the package is left out.
_QT = ("PySide6", "shiboken6", "Shiboken", "Qt")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window or a command; the exit status."""
    os.environ[_BEGUN] = "1"
    harden_process()
    words = window_words(list(sys.argv[1:] if arguments is None else arguments))
    if words == ["--version"]:  # in no language
        from tipdesk.cli.output import answer_at_once

        return answer_at_once(f"tipdesk {__version__}")
    if is_command(words):
        from tipdesk.cli.main import main as run_command

        return run_command(words)
    if not has_screen(sys.platform, os.environ):
        sys.stderr.write(_NO_SCREEN.format(program=_program()))
        return 2
    if refusal := refusal_of_system():
        say(refusal)
        return 2
    try:
        return _in_window(words)
    except Exception as error:  # noqa: BLE001  nothing above tells of it
        say(gone_back() + start_failed(error))
        return 1


def _in_window(words: list[str]) -> int:
    gc.disable()  # what is imported stays: the collector would walk it for nothing
    try:
        from tipdesk.app import load_x11
        from tipdesk.app import main as open_window

        if draws_on_x11(sys.platform, os.environ):
            load_x11()
    except ImportError as error:
        if error.name is not None and not error.name.startswith(_QT):
            raise
        say(gone_back() + qt_missing(error))
        return 2
    finally:
        gc.enable()
    return open_window(words)


def window_words(words: Sequence[str]) -> list[str]:
    """`forms try FORM` and `authority` without an action open a window, although they are named
    like commands."""
    if (at := next((at for at, word in enumerate(words) if word == "authority"), -1)) >= 0:
        others = [*words[:at], *words[at + 1 :]]
        if _only_looks(others):
            return [*others, "--authority"]
    at = next((at for at in range(len(words)) if list(words[at : at + 2]) == ["forms", "try"]), -1)
    rest = words[at + 2 :]
    if at < 0 or is_command(words[:at]) or not any(word[:1] != "-" for word in rest):
        return list(words)
    return [*words[:at], "--try-form", *rest]


def _only_looks(words: Sequence[str]) -> bool:
    """Whether nothing is asked for but how a window looks: `--lang`, `--scale`, `--theme`."""
    left = list(words)
    while left and left[0].partition("=")[0] in ("--lang", "--scale", "--theme"):
        left = left[1 if "=" in left[0] else 2 :]
    return not left


def is_command(words: Sequence[str]) -> bool:
    """Whether a command (or help) is asked for; the language may stand before it. A file named
    like a command is opened as ./NAME; a word that is neither is a command mistyped."""
    rest = list(words)
    while rest and (rest[0] == "--lang" or rest[0].startswith("--lang=")):
        rest = rest[2 if rest[0] == "--lang" else 1 :]
    if not rest or rest[0].startswith("-"):
        return bool(rest) and rest[0] in ("-h", "--help", "--version")
    from tipdesk.cli.main import COMMANDS

    return rest[0] in COMMANDS or not _names_file(rest[0])


def _names_file(word: str) -> bool:
    """Whether a word that is no command stands for a file, also one that is gone meanwhile."""
    return any(sign in word for sign in ("/", os.sep, ".")) or os.path.lexists(word)


def has_screen(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether Qt will find a screen: always on Windows and macOS, by variable on Linux."""
    if not platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def draws_on_x11(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether Qt has nothing but X11 to draw its windows on."""
    asked = environment.get("QT_QPA_PLATFORM") or "xcb"
    return platform == "linux" and asked == "xcb" and not environment.get("WAYLAND_DISPLAY")


def _program() -> str:
    """How this program was started, to be typed again."""
    from pathlib import Path

    started = Path(sys.argv[0])
    if started.stem == "__main__":
        return "tipdesk" if Path(sys.executable).stem.startswith("tipdesk") else "python -m tipdesk"
    if started.is_absolute() and started.is_relative_to(Path.cwd()):
        return str(started.relative_to(Path.cwd()))
    return str(started)


if __name__ == "__main__":
    sys.exit(main())
