"""A logind and a UPower for tests: `python fake_logind.py ADDRESS`, told by lines what to say.

It prints what it was asked: "ready", "inhibited" for a delay of sleep that was taken, "released".
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVirtualObject,
)

LOGIND, AT = "org.freedesktop.login1", "/org/freedesktop/login1"
OWN, OTHER = f"{AT}/session/_32", f"{AT}/session/c1"
UPOWER, UPOWER_AT = "org.freedesktop.UPower", "/org/freedesktop/UPower"
CHANGED = ("org.freedesktop.DBus.Properties", "PropertiesChanged")
SESSION, MANAGER = f"{LOGIND}.Session", f"{LOGIND}.Manager"
SAYS = {
    "sleep": (AT, MANAGER, "PrepareForSleep", [True]),
    "wake": (AT, MANAGER, "PrepareForSleep", [False]),
    "lock": (OWN, SESSION, "Lock", []),
    "locked": (OWN, *CHANGED, [SESSION, {"LockedHint": True}]),
    "unlocked": (OWN, *CHANGED, [SESSION, {"LockedHint": False, "Active": True}]),
    "switched": (OWN, *CHANGED, [SESSION, {"Active": False}]),
    "idle": (OWN, *CHANGED, [SESSION, {"IdleHint": True}]),
    "other": (OTHER, SESSION, "Lock", []),
    "lid": (UPOWER_AT, *CHANGED, [UPOWER, {"LidIsClosed": True}]),
    "lid open": (UPOWER_AT, *CHANGED, [UPOWER, {"LidIsClosed": False}]),
}


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Logind(QDBusVirtualObject):
    """Answers what tipdesk asks; a session only when it is told to know one."""

    def __init__(self, *, knows: bool) -> None:
        super().__init__()
        self.knows = knows
        self.watched: list[QSocketNotifier] = []

    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, bus: QDBusConnection) -> bool:  # noqa: N802  Qt's
        if message.member() == "GetSession" and self.knows:
            return bus.send(message.createReply(QDBusObjectPath(OWN)))
        if message.member() == "Inhibit" and message.arguments()[::3] == ["sleep", "delay"]:
            kept, given = os.pipe()
            self.watch(kept)
            done = bus.send(message.createReply(QDBusUnixFileDescriptor(given)))
            os.close(given)
            tell("inhibited")
            return done
        return False

    def watch(self, descriptor: int) -> None:
        notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read)

        def gone() -> None:
            notifier.setEnabled(False)
            tell("released")

        notifier.activated.connect(gone)
        self.watched.append(notifier)


def main(address: str, knows: str) -> None:
    application = QCoreApplication([])
    bus = QDBusConnection.connectToBus(address, "logind")
    logind = Logind(knows=knows == "knows")
    assert bus.registerService(LOGIND)
    assert bus.registerService(UPOWER)
    assert bus.registerVirtualObject(
        AT, logind, QDBusConnection.VirtualObjectRegisterOption.SubPath
    )

    def hear() -> None:
        lines = os.read(0, 4096).decode().splitlines()
        for line in lines:
            path, interface, name, arguments = SAYS[line]
            signal = QDBusMessage.createSignal(path, interface, name)
            signal.setArguments(arguments)
            bus.send(signal)
        if not lines:
            application.quit()

    heard = QSocketNotifier(0, QSocketNotifier.Type.Read)
    heard.activated.connect(hear)
    tell("ready")
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:3])
