"""What is said of a start that fails: before there is a window, and where nobody sees a terminal.

A program that Windows starts by a double click has no standard error: Python gives it None. There a
message box of the system tells, in Arabic and in English, as no settings may have been read yet.
"""

from __future__ import annotations

import sys
from contextlib import suppress

from tipdesk import __version__

LEAST_WINDOWS = 17763  # the build of Windows 10 1809, the oldest one that Qt 6 runs on

_QT_OF_LINUX = (
    "تنقص مكتبة من مكتبات النظام التي تحتاجها النوافذ: {missing}\n"
    "A system library that windows need is missing: {missing}\n"
    "Debian: apt-get install libgl1 libegl1 libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3\n"
)
_PART_ON_LINUX = (
    "جزء من هذا البرنامج ناقص أو لا يُقرأ: {missing}\n"
    "ثبّته مرة أخرى؛ الخزنة لا تتغير بذلك.\n"
    "A part of tipdesk is missing or cannot be read: {missing}\n"
    "Install it again; the vault does not change by that.\n"
)
_OWN_PARTS = ("libQt6", "libqxcb", "libpyside6", "libshiboken6", "No module named")
_QT_OF_WINDOWS = (
    "تعذّر بدء البرنامج: جزء منه ناقص أو لا يُقرأ. ثبّته مرة أخرى من ملف التثبيت؛ الخزنة لا"
    " تتغير بذلك. وإن تكرّر هذا فأعطِ السطر الأخير لمن يعتني بالحاسوب.\n"
    "tipdesk could not start: a part of it is missing or cannot be read. Install it again from"
    " its set-up file; the vault does not change by that. If this comes back, give the last line"
    " to whoever looks after the computer.\n{missing}\n"
)
_TOO_OLD = (
    "هذا الإصدار من ويندوز أقدم من أن يعمل عليه البرنامج. المطلوب ويندوز 10، الإصدار 1809 أو"
    " أحدث. حدّث ويندوز، أو استخدم حاسوباً أحدث. لم يتغير شيء.\n"
    "This Windows is too old for tipdesk. It needs Windows 10, version 1809, or later. Update"
    " Windows, or take a newer computer. Nothing was changed.\n"
)
_WENT_BACK = (
    "لا يبدأ الإصدار الجديد من البرنامج على هذا الحاسوب. سيبدأ الإصدار السابق من جديد: افتح"
    " البرنامج مرة أخرى. لم يتغير شيء في الخزنة.\n"
    "The new version of tipdesk does not start on this computer. The version before starts again:"
    " open tipdesk once more. Nothing in the vault was changed.\n\n"
)
_FAILED = (
    "تعذّر بدء البرنامج، ولم تُفتح الخزنة. أعد تشغيل الحاسوب وحاول مرة أخرى؛ وإن"
    " تكرّر هذا فأعطِ الأسطر الأخيرة لمن يعتني بالبرنامج: فيها مواضع من البرنامج وحدها.\n"
    "tipdesk could not start, and the vault was not opened. Start the computer again and try"
    " once more; if this comes back, give the last lines to whoever looks after tipdesk: they"
    " name places in the program only.\n\n{report}"
)


def qt_missing(missing: object, system: str = sys.platform) -> str:
    """What to say when Qt cannot be loaded; `missing` is the system's own reason."""
    if system == "win32":
        return _QT_OF_WINDOWS.format(missing=missing)
    own = str(missing).rpartition("/")[2].startswith(_OWN_PARTS)
    return (_PART_ON_LINUX if own else _QT_OF_LINUX).format(missing=missing)


def start_failed(error: BaseException) -> str:
    """What to say of a mistake of the program before there is a window."""
    return _FAILED.format(report=report_text(error))


def gone_back() -> str:
    """A program that was installed last and does not start lets the one before start again; what
    to say of that, '' where there is none."""
    with suppress(Exception):  # it may be damaged, too
        from tipdesk.core.installation import (  # noqa: PLC0415  a start that succeeds needs it not
            go_back,
            this_installation,
        )

        return _WENT_BACK if go_back(this_installation()) else ""
    return ""


def system_too_old(build: int) -> str:
    """What to say on a Windows of this build; '' when it is new enough."""
    return _TOO_OLD if build < LEAST_WINDOWS else ""


def report_text(error: BaseException) -> str:
    """Versions and the call stack, without the error's own words: they could hold testimony."""
    import platform  # noqa: PLC0415  a start that succeeds has no need of either: they took a
    import traceback  # noqa: PLC0415  quarter of what --help takes

    lines = [
        f"tipdesk {__version__}, Python {platform.python_version()}, {platform.system()}",
        *(
            f"{frame.name} ({_short(frame.filename)}:{frame.lineno})"
            for frame in traceback.extract_tb(error.__traceback__)
        ),
        type(error).__name__,
    ]
    return "\n".join(lines) + "\n"


def _short(path: str) -> str:
    """A file's place in the house, not on this computer."""
    _head, root, tail = path.replace("\\", "/").rpartition("tipdesk/")
    return root + tail if root else path.replace("\\", "/").rpartition("/")[2]


# --- where it is said, Windows and Linux side by side -----------------------------------------


_TITLE = "tipdesk"

if sys.platform == "win32":
    import ctypes
    import io

    _ERROR, _FOREGROUND, _RIGHT_TO_LEFT = 0x10, 0x1_0000, 0x18_0000  # MB_RIGHT, MB_RTLREADING

    def refusal_of_system() -> str:
        """Why this system cannot run the program; '' when it can."""
        # What the system's own files say; a program without a manifest is told an older number.
        return system_too_old(sys.getwindowsversion().platform_version[2])

    def say(text: str) -> None:
        """Write it to the terminal, or show it where there is none."""
        if isinstance(sys.stderr, io.TextIOWrapper):  # a pipe has the code page of the system
            sys.stderr.reconfigure(encoding="utf-8")
        if sys.stderr is not None:
            sys.stderr.write(text)
            return
        style = _ERROR | _FOREGROUND | _RIGHT_TO_LEFT
        ctypes.WinDLL("user32").MessageBoxW(None, text, _TITLE, style)

else:

    def refusal_of_system() -> str:
        """Why this system cannot run the program; '' when it can."""
        return ""

    def say(text: str) -> None:
        """Write it to the terminal."""
        sys.stderr.write(text)
