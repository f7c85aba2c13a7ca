"""The screen of a Windows under Wine, seen and used as a person does.

What stands on a window is told by `onlooker`, which goes into the tree that is tried.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from windows.interruptions import Laptop, expect

PROGRAMS = {"xdotool": "xdotool", "import": "imagemagick"}
_PATIENCE = 240  # seconds until a window stands, on a busy computer
_COLOURS, _FEW = 40, 4  # of a screen or a dialog on which nothing is drawn yet, at most
_WIDE = 1000  # pixels: no dialog is
_WHOLE_LINE = 20  # pixels: less is half under the edge
_ONLOOKER = "onlooker"
_IN_TREE = re.compile(r"[\\/]app-[^\\/]+[\\/]tipdeskc?\.exe")  # however it was started
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they turn a line and say nothing


@dataclass(frozen=True)
class Part:
    """Something on a window."""

    texts: tuple[str, ...]
    kind: str  # its class
    name: str
    place: tuple[int, int, int, int]  # x, y, width, height
    enabled: bool
    focus: bool

    @property
    def middle(self) -> tuple[int, int]:
        """Where it is clicked."""
        x, y, width, height = self.place
        return x + width // 2, y + height // 2


class Screen:
    """What stands there, and what is done to it."""

    def __init__(self, computer: Laptop, pictures: Path, ending: str = "") -> None:
        """`ending` comes behind the names of pictures."""
        self.computer, self.pictures, self._ending = computer, pictures, ending
        self._shown = b""  # of a dialog, last
        self._folder = computer.windows.prefix / "drive_c" / _ONLOOKER

    # --- windows ------------------------------------------------------------------------------

    @contextmanager
    def opened(self, program: Path, *words: str) -> Iterator[str]:
        """Within: the window of a program started with these words; its number on the screen."""
        self.computer.begin(program, *words)
        with self.a_window() as window:
            yield window

    @contextmanager
    def looked_at(self, *words: str) -> Iterator[str]:
        """Within: as `opened`, the tree that starts, with the onlooker that was put into it."""
        self._folder.mkdir(exist_ok=True)
        launcher = self.computer.tree() / "tipdesk.exe"
        module = ("-P", "-m", f"tipdesk.{_ONLOOKER}", f"C:\\{_ONLOOKER}")
        with self.computer.beside(launcher, *module, *words), self.a_window() as window:
            yield window

    @contextmanager
    def a_window(self) -> Iterator[str]:
        """Within: a window of the program that was started; afterwards it is closed."""
        try:
            yield self.window()
        finally:
            self.close_all()

    def close_all(self) -> None:
        """End what runs out of a tree of this Windows."""
        for number in self._numbers():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        until(lambda: not self._numbers(), "the program does not end")

    def window(self) -> str:
        """Waits until one stands; its number."""
        windows: list[str] = []

        def stands() -> bool:
            windows[:] = self.windows()  # the first may go at once
            return bool(windows)

        until(stands, "no window stands")
        return windows[0]

    def main_window(self) -> None:
        """Waits until one stands that is as wide as a page: a dialog may come before it."""
        until(lambda: any(self._width(window) >= _WIDE for window in self.windows()), "no page")

    def _width(self, window: str) -> int:
        left, _top, right, _bottom = self._edges(window)
        return right - left

    def windows(self, name: str = "tipdesk.exe") -> list[str]:
        """The numbers of those that are shown, of a program."""
        done = self._do("xdotool", "search", "--onlyvisible", "--class", name)
        return done.stdout.split()

    def running(self) -> list[str]:
        """The command lines of what runs out of a tree of this Windows."""
        return [line for _number, line in self._running()]

    def _numbers(self) -> list[int]:
        return [number for number, _line in self._running()]

    def _running(self) -> Iterator[tuple[int, str]]:
        prefix = f"WINEPREFIX={self.computer.windows.prefix}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                ours = prefix in (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            words = line.decode("utf-8", "replace")
            if ours and _IN_TREE.search(words):
                yield int(folder.name), words

    # --- mouse and keys -----------------------------------------------------------------------

    def parts(self) -> list[Part]:
        """What can be seen of the uppermost window."""
        answer = self._folder / "answer.json"
        answer.unlink(missing_ok=True)
        (self._folder / "ask").touch()
        until(answer.exists, "the window does not answer")
        return [
            Part(
                tuple(_MARKS.sub("", text) for text in entry["texts"]),
                entry["kind"],
                entry["name"],
                tuple(entry["place"]),
                entry["enabled"],
                entry["focus"],
            )
            for entry in json.loads(answer.read_text("utf-8"))
        ]

    def part(self, text: str, kind: str = "") -> Part:
        """Waits until something says this that can be used (of a class, when one is named)."""
        wanted, seen = _MARKS.sub("", text), list[Part]()

        def is_there() -> bool:
            seen[:] = self.parts()
            return any(_is(part, wanted, kind) for part in seen)

        until(is_there, lambda: f"nowhere {text!r} {kind}; there is {_all_texts(seen)}")
        return next(part for part in seen if _is(part, wanted, kind))

    def says(self, text: str) -> None:
        """Waits until a text stands there, maybe as a part of a longer one."""
        wanted, seen = _MARKS.sub("", text), list[Part]()

        def is_there() -> bool:
            seen[:] = self.parts()
            return any(wanted in text for part in seen for text in part.texts)

        until(is_there, lambda: f"nowhere {text!r}; there is {_all_texts(seen)}")

    def click(self, text: str, kind: str = "", times: int = 1) -> None:
        """Click what says this."""
        self.click_at(*self.part(text, kind).middle, times=times)

    def click_at(self, x: int, y: int, times: int = 1) -> None:
        """A click at a place of the screen."""
        self._do("xdotool", "mousemove", str(x), str(y))
        self._do("xdotool", "click", "--repeat", str(times), "--delay", "80", "1")

    def type(self, text: str) -> None:
        """Type it where the keys go."""
        self._do("xdotool", "type", "--delay", "40", text)

    def press(self, *keys: str) -> None:
        """Press keys by their names on X, e.g. `ctrl+a`."""
        self._do("xdotool", "key", "--delay", "60", *keys)

    def scroll_to(self, text: str) -> None:
        """Turn the wheel until it is seen."""
        wanted = _MARKS.sub("", text)

        def is_seen() -> bool:
            parts = self.parts()
            if any(_is(part, wanted, "") and part.place[3] > _WHOLE_LINE for part in parts):
                return True
            self._do("xdotool", "mousemove", *map(str, parts[0].middle))
            self._do("xdotool", "click", "--repeat", "3", "5")
            return False

        until(is_seen, f"nowhere {text!r}")

    # --- pictures -----------------------------------------------------------------------------

    def picture(self, name: str) -> Path:
        """Of the whole screen, when something has been drawn there and stands still."""
        return self._take(name)

    def dialog(self, name: str, program: str, *, still: bool = True) -> Path:
        """Of the one window of another program, when it shows something else than the last time."""
        target = self._take(name, program, still=still, instead_of=self._shown)
        with Image.open(target) as shot:
            self._shown = shot.convert("RGB").tobytes()
        for window in self.windows(program)[:1]:
            self._do("xdotool", "windowfocus", window)  # nobody else gives it the keys
        return target

    def _take(
        self, name: str, program: str = "", *, still: bool = True, instead_of: bytes = b""
    ) -> Path:
        target = self.pictures / f"{name}{self._ending}.png"
        colours = _FEW if program else _COLOURS
        before = b""

        def is_drawn() -> bool:
            nonlocal before
            shot = self._shot()
            plain = shot.crop(self._place(program)) if program else shot
            rests, before = plain.tobytes() == before or not still, plain.tobytes()
            plain.save(target)
            return rests and before != instead_of and plain.getcolors(colours) is None

        until(is_drawn, "nothing is drawn")
        print(f"    {target}", flush=True)
        return target

    def _shot(self) -> Image.Image:
        """The whole screen, not packed: that takes longest."""
        words = ["import", "-window", "root", "-depth", "8", "ppm:-"]
        environment = self.computer.windows.environment
        done = subprocess.run(words, env=environment, check=True, capture_output=True)
        with Image.open(BytesIO(done.stdout)) as shot:
            return shot.convert("RGB")

    def _place(self, program: str) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of its window; nothing while there is none."""
        windows = self.windows(program)
        return self._edges(windows[0]) if windows else (0, 0, 1, 1)

    def _edges(self, window: str) -> tuple[int, int, int, int]:
        """The same of a window by its number."""
        answer = self._do("xdotool", "getwindowgeometry", "--shell", window).stdout
        numbers = dict(re.findall(r"(X|Y|WIDTH|HEIGHT)=(-?[0-9]+)", answer))
        if not numbers:
            return (0, 0, 1, 1)  # it is just going
        left, top = max(0, int(numbers["X"])), max(0, int(numbers["Y"]))
        return (left, top, left + int(numbers["WIDTH"]), top + int(numbers["HEIGHT"]))

    def _do(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = self.computer.windows.environment
        return subprocess.run(words, env=environment, check=False, capture_output=True, text=True)


def _is(part: Part, text: str, kind: str) -> bool:
    return part.enabled and text in part.texts and kind in ("", part.kind)


def _all_texts(parts: Sequence[Part]) -> list[str]:
    return sorted({text for part in parts for text in part.texts})


def until(holds: Callable[[], object], otherwise: str | Callable[[], str]) -> None:
    """Wait for it. Raises InstallerFault."""
    last = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > last:
            expect(False, otherwise if isinstance(otherwise, str) else otherwise())
        time.sleep(0.5)
