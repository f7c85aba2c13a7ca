"""How large all may be drawn, so that the window has room on the screen.

Windows draws at 125 or 150 % where somebody asks for it. On a small laptop the window would then be
wider than the screen, and what is outside is the side at which an Arabic line begins. All is then
drawn as large as there is room for, and never smaller than at 100 %.
"""

from __future__ import annotations

import os
import sys

_NEEDED = (1050, 568)  # pixels of a window at 100 %, without its frame
LEAST = (1024, 560)  # the window is never smaller
_FACTOR = "QT_SCALE_FACTOR"  # by which Qt multiplies what the system asks for
_DOTS = 96  # an inch, at 100 %

# --- by platform ------------------------------------------------------------------------------


if sys.platform == "win32":
    import ctypes

    _WIDTH, _HEIGHT = 16, 17  # SM_CXFULLSCREEN, SM_CYFULLSCREEN

    def _screen() -> tuple[tuple[int, int], float]:
        """Pixels within a window that fills the first screen, and the system's scale."""
        user = ctypes.WinDLL("user32")
        room = user.GetSystemMetrics(_WIDTH), user.GetSystemMetrics(_HEIGHT)
        return room, user.GetDpiForSystem() / _DOTS

else:

    def _screen() -> tuple[tuple[int, int], float]:
        """Nothing is known before Qt has asked; a desktop of Linux scales by Qt's own variable."""
        return _NEEDED, 1.0


# --- the same everywhere ----------------------------------------------------------------------


def fit_to_screen(letters: int) -> None:
    """Before there is an application. `letters` is the size of letters in per cent of the settings.
    What somebody has set by hand stays."""
    room, scale = _screen()
    factor = fitting(room, scale, letters)
    if factor < 1 and _FACTOR not in os.environ:
        os.environ[_FACTOR] = f"{factor:.3f}"


def fitting(room: tuple[int, int], scale: float, letters: int) -> float:
    """By what the system's scale is multiplied; 1 where the window fits, and at 100 %."""
    largest = min(have * 100 / (need * letters) for have, need in zip(room, _NEEDED, strict=True))
    return min(1.0, max(1.0, largest) / scale)
