"""Message boxes of Windows in another process: read and pressed as a person does."""

import ctypes
import subprocess
import sys
from ctypes import wintypes

_BOX = "#32770"  # the class of every message box
_WM_COMMAND, _OK = 0x0111, 1
_TEXT = 0xFFFF  # the control that holds its words

if sys.platform == "win32":
    _user = ctypes.WinDLL("user32")
    _user.FindWindowW.restype = _user.GetDlgItem.restype = wintypes.HWND


def answered(title, process):
    """Wait for the message box of this title and press OK; its words."""
    while not (box := _user.FindWindowW(_BOX, title)):
        assert _lives(process), "it ended without a word"
    while not (words := _user.GetDlgItem(wintypes.HWND(box), _TEXT)):
        assert _lives(process), "it ended before its words stood there"
    text = ctypes.create_unicode_buffer(4000)
    _user.GetWindowTextW(wintypes.HWND(words), text, len(text))
    _user.PostMessageW(wintypes.HWND(box), _WM_COMMAND, _OK, 0)
    return text.value


def _lives(process):
    """Whether it still runs, after a moment in which it could end."""
    try:
        process.wait(0.02)
    except subprocess.TimeoutExpired:
        return True
    return False
