"""Windows tells of a locked screen, another session, the lid and sleep by messages to the window: sent
for real, from another process, to the program as it is started."""

import ctypes
import os
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from tipdesk import app
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.ui.shell.main_window import MainWindow

def dismiss():
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            dialog.reject()

def shut_lid():
    setting = bytes.fromhex("4d0f3eba17b89440a2d1d56379e6a0f3") + bytes([4, 0, 0, 0, 0, 0, 0, 0])
    kept = ctypes.create_string_buffer(setting)
    send = ctypes.WinDLL("user32").SendMessageW
    send.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_size_t, ctypes.c_void_p]
    send(handle, 0x0218, 0x8013, ctypes.addressof(kept))

def begin():
    global handle
    (window,) = (part for part in QApplication.topLevelWidgets() if isinstance(part, MainWindow))
    window.locked.connect(lambda: (print("locked", flush=True), QTimer.singleShot(0, window.close)))
    dismissing.start(20)
    window.enter(open_as(folder, OFFICER, system_clock))
    handle = int(window.winId())
    print("entered", handle, flush=True)
    if sys.argv[2] == "lid":
        QTimer.singleShot(0, shut_lid)

folder = Path(sys.argv[1])
application = QApplication([])
dismissing = QTimer()
dismissing.timeout.connect(dismiss)
QTimer.singleShot(0, begin)
sys.exit(app.main(["--vault", str(folder)], cheap_keys=True))
"""
POWER, SESSION = 0x0218, 0x02B1  # WM_POWERBROADCAST, WM_WTSSESSION_CHANGE
MESSAGES = {
    "screen locked": (SESSION, 0x7),
    "another session": (SESSION, 0x2),
    "remote session gone": (SESSION, 0x4),
    "signed out": (SESSION, 0x6),
    "sleep": (POWER, 0x4),
}
# What tells of nobody going away: unlocked, signed in, woken up, battery.
OTHERS = ((SESSION, 0x8), (SESSION, 0x5), (POWER, 0x7), (POWER, 0x12), (POWER, 0xA))


@pytest.mark.parametrize("event", [*MESSAGES, "lid"])
def test_each_of_them_locks(places, event):
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(places.officers), event],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "windows"},  # another one gets no messages
    )
    word, handle = run.stdout.readline().split()
    assert (word, bool(ctypes.WinDLL("user32").IsWindow(int(handle)))) == ("entered", True)
    send = ctypes.WinDLL("user32").SendMessageW
    send.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_size_t, ctypes.c_ssize_t]
    if event != "lid":
        for message, what in (*OTHERS, MESSAGES[event]):
            send(int(handle), message, what, 0)
    assert run.stdout.readline() == "locked\n"
    run.stdout.close()
    assert run.wait(300) == 0
