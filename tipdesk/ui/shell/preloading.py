"""Loads what stands behind the unlock screen while nobody types, before it is asked for: modules,
the newest forms that came with the program, and the table of the law that their answers are held
against.

The unlock screen stands before the pages, the desk and the papers are imported: see
`page_book.Maker` and the imports within functions of this folder. Whoever types a passphrase takes
longer than all of them together. They are imported here a few at a time, on the GUI thread: in a
thread of its own an import holds Python's lock for as long, and whoever asks for the same module
waits for it besides.
"""

from __future__ import annotations

import gc
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

import tipdesk
from tipdesk.core.errors import TipdeskError
from tipdesk.ui.toolkit.keyboard import WindowListener

# From below: what a module imports has come before it, so that each step is short.
_LIBRARIES = ("cryptography.x509", "reportlab.lib.utils", "PIL.Image", "pypdfium2", "miniaudio")
_LAYERS: tuple[str, ...] = (
    "core", "i18n", "media", "forms.expression", "forms.rules", "forms.xlsform", "forms",
    "cases.interview", "cases", "texts", "storage.keys", "storage",
    "bundle.crypto", "bundle.container", "bundle.messages", "bundle.certifying", "bundle",
    "printing.text", "printing.pdf", "printing.layout", "printing.outside", "printing",
    "desk.custody", "desk.files", "desk.evidence", "desk.interview", "desk.station", "desk",
    "ui.toolkit", "ui.viewers", "ui.form", "ui.messages", "ui.access", "ui.paper",
    "ui.notices", "ui.setup", "ui.casework", "ui.files", "ui.interview", "ui",
)  # fmt: skip
_STEP = 0.008  # seconds after which waiting events have their turn
_REST = 250  # milliseconds without a key or a click
_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


def modules() -> Iterator[str]:
    """What stands behind the window, from below; folders are read on the way."""
    yield from _LIBRARIES
    for layer in _LAYERS:
        package = import_module(f"{tipdesk.__name__}.{layer}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield module.name


def _steps() -> Iterator[None]:
    """Each makes one thing ready."""
    for name in modules():
        if name not in sys.modules:
            with suppress(ImportError):  # said where it is asked for
                import_module(name)
        yield
    with suppress(TipdeskError, OSError):  # as above
        yield from forms()


def forms() -> Iterator[None]:
    """What the first file asks for, and the law that its first letter asks for: read once for the
    program."""
    from tipdesk.cases.interview.assessing import rests_on
    from tipdesk.forms.publishing.catalogue import load_published
    from tipdesk.forms.rules.rules import rules_for

    published = load_published()
    for form_id in published.forms():
        newest = published.newest(form_id)
        yield
        rules_for(newest)
        yield
    rests_on()
    yield


class Preloading(WindowListener):
    """Once for the program; it begins a moment after the window came to the screen."""

    def __init__(self, window: QWidget, at_rest: Callable[[], bool]) -> None:
        """`at_rest`: no vault is open, no work runs, and nobody is being set up."""
        super().__init__(window)
        self._at_rest = at_rest
        self._left = _steps()
        self._begun = self._ended = self._kept = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_step)

        self.listen()
        if (handle := window.windowHandle()) is not None:
            handle.installEventFilter(self)

    @property
    def ended(self) -> bool:
        """Whether everything was loaded."""
        return self._ended

    def keep(self) -> None:
        """What is there lives as long as the program: the collector need not walk it while somebody
        types. Once, and only at rest: of secrets and of what was in a vault the collector has to
        find every ring."""
        if self._ended and not self._kept and self._at_rest():
            self._kept = True
            gc.freeze()

    @Slot()
    def _on_step(self) -> None:
        ends = perf_counter() + _STEP
        while perf_counter() < ends:
            try:
                next(self._left)
            except StopIteration:
                self._ended = True
                gc.collect()  # a passphrase may have been tried and refused meanwhile
                self.keep()
                return
        self._timer.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose and not self._begun:
            self._begun = True
            self._timer.start(_REST)
        elif event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start(_REST)
        return False
