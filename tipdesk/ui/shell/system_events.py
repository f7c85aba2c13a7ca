"""What the system tells: the screen is locked, the lid shut, another session in front, sleep comes.

Linux and Windows stand beside each other. Linux: signals of logind and UPower on the system's own
message bus, read by Qt; without a bus, or elsewhere, nothing is told. The Windows branch was
run under Wine, with the messages sent by another process; not yet on a real laptop.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from tipdesk.ui.shell.leaving import LockReason


class SystemEvents(QObject):
    """Says when nobody who may read the screen sits before it any more."""

    away = Signal(object)  # Why

    @property
    def sleep_waits(self) -> bool:
        """Whether the computer goes to sleep only after `let_sleep`; else as soon as whoever is
        told of it has returned."""
        return False

    def hold_sleep(self) -> None:
        """Ask the system to wait a moment before it sleeps, where it can be asked."""

    def let_sleep(self) -> None:
        """What was to be done before a sleep is done."""


if sys.platform == "linux":
    from PySide6.QtCore import SLOT
    from PySide6.QtDBus import (
        QDBusConnection,
        QDBusMessage,
        QDBusPendingCallWatcher,
        QDBusUnixFileDescriptor,
    )

    _LOGIND, _MANAGER = "org.freedesktop.login1", "org.freedesktop.login1.Manager"
    _AT = "/org/freedesktop/login1"
    _SESSION = "org.freedesktop.login1.Session"
    _UPOWER, _UPOWER_AT = "org.freedesktop.UPower", "/org/freedesktop/UPower"
    _PROPERTIES = "org.freedesktop.DBus.Properties"
    # What has to be told of a session or a lid for its screen to be nobody's.
    _TELLING = (
        ("LidIsClosed", True, LockReason.LID),
        ("Active", False, LockReason.SWITCHED),
        ("LockedHint", True, LockReason.AWAY),
    )

    class _Logind(SystemEvents):
        """Listens to logind's sleep, to this session's lock and to the lid."""

        def __init__(self, bus: QDBusConnection, parent: QObject | None = None) -> None:
            super().__init__(parent)
            self._bus = bus
            self._wanted = False  # whether sleep shall wait
            self._delay: QDBusUnixFileDescriptor | None = None  # it waits while this is kept
            self._connect(_LOGIND, _AT, (_MANAGER, "PrepareForSleep"), "_on_sleep(bool)")
            self._follow(_UPOWER, _UPOWER_AT)
            # "auto": of whoever asks, or else the one that shows the user's screen.
            name = os.environ.get("XDG_SESSION_ID") or "auto"
            self._call("GetSession", [name]).finished.connect(self._on_session)

        def _connect(self, service: str, path: str, signal: tuple[str, str], slot: str) -> None:
            name: Any = SLOT(slot)  # the stub asks for bytes, the call for text
            self._bus.connect(service, path, *signal, self, name)

        def _follow(self, service: str, path: str) -> None:
            changed = (_PROPERTIES, "PropertiesChanged")
            self._connect(service, path, changed, "_on_changed(QString,QVariantMap)")

        def _call(self, method: str, arguments: list[str]) -> QDBusPendingCallWatcher:
            message = QDBusMessage.createMethodCall(_LOGIND, _AT, _MANAGER, method)
            message.setArguments(arguments)
            return QDBusPendingCallWatcher(self._bus.asyncCall(message), self)

        @property
        def sleep_waits(self) -> bool:
            return self._delay is not None

        def hold_sleep(self) -> None:
            self._wanted = True
            if self._delay is None:
                why = "the vault is being locked"
                pending = self._call("Inhibit", ["sleep", "tipdesk", why, "delay"])
                pending.finished.connect(self._on_delay)

        def let_sleep(self) -> None:
            self._wanted, self._delay = False, None

        @Slot(QDBusPendingCallWatcher)
        def _on_session(self, pending: QDBusPendingCallWatcher) -> None:
            """Follow this session; one that logind cannot name: any of them, rather than none."""
            value = _answer(pending)
            path = value.path() if hasattr(value, "path") else ""
            self._connect(_LOGIND, path, (_SESSION, "Lock"), "_on_lock()")
            self._follow(_LOGIND, path)

        @Slot(QDBusPendingCallWatcher)
        def _on_delay(self, pending: QDBusPendingCallWatcher) -> None:
            value = _answer(pending)
            if self._wanted and isinstance(value, QDBusUnixFileDescriptor):
                self._delay = value

        @Slot(bool)
        def _on_sleep(self, begins: bool) -> None:
            if begins:
                self.away.emit(LockReason.SLEEP)

        @Slot()
        def _on_lock(self) -> None:
            self.away.emit(LockReason.AWAY)

        @Slot(str, "QVariantMap")
        def _on_changed(self, _interface: str, changed: dict[str, Any]) -> None:
            for name, value, why in _TELLING:
                if changed.get(name) is value:
                    self.away.emit(why)
                    return

    def _answer(pending: QDBusPendingCallWatcher) -> object:
        """The first value of the answer; None for none."""
        pending.deleteLater()
        values = [] if pending.isError() else pending.reply().arguments()
        return values[0] if values else None

    def system_events(
        _window: int, parent: QObject | None = None, bus: QDBusConnection | None = None
    ) -> SystemEvents:
        """What tells of this computer; nothing where the system has no bus."""
        used_bus = QDBusConnection.systemBus() if bus is None else bus
        return _Logind(used_bus, parent) if used_bus.isConnected() else SystemEvents(parent)

elif sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

    _WM_POWERBROADCAST, _WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
    _PBT_APMSUSPEND, _PBT_POWERSETTINGCHANGE = 0x0004, 0x8013
    # WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF; WTS_SESSION_LOCK
    _SESSION_GONE, _SESSION_LOCKED = frozenset({0x2, 0x4, 0x6}), 0x7
    # GUID_LIDSWITCH_STATE_CHANGE {BA3E0F4D-B817-4094-A2D1-D56379E6A0F3}, as it lies in memory
    _LID = bytes.fromhex("4d0f3eba17b89440a2d1d56379e6a0f3")

    class _PowerSetting(ctypes.Structure):
        """POWERBROADCAST_SETTING; of the lid, 0 is shut."""

        _fields_ = [
            ("setting", ctypes.c_ubyte * 16),
            ("length", wintypes.DWORD),
            ("data", wintypes.DWORD),
        ]

    class _Messages(QAbstractNativeEventFilter):
        """Reads the messages of session and power that the window is sent."""

        def __init__(self, events: SystemEvents) -> None:
            super().__init__()
            self._events = events

        def nativeEventFilter(
            self, kind: QByteArray | bytes | bytearray | memoryview, message: int
        ) -> tuple[bool, int]:
            if kind == b"windows_generic_MSG":
                seen = wintypes.MSG.from_address(int(message))
                why = _why(int(seen.message), int(seen.wParam), int(seen.lParam))
                if why is not None:
                    self._events.away.emit(why)
            return False, 0

    class _Windows(SystemEvents):
        """Asks for the messages, and reads them while it lives."""

        def __init__(self, window: int, parent: QObject | None = None) -> None:
            super().__init__(parent)
            self._messages = _Messages(self)
            handle = wintypes.HWND(window)
            ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(handle, 0)  # this session
            lid = (ctypes.c_ubyte * 16)(*_LID)
            register = ctypes.WinDLL("user32").RegisterPowerSettingNotification
            register.restype = wintypes.HANDLE
            register(handle, ctypes.byref(lid), 0)  # DEVICE_NOTIFY_WINDOW_HANDLE
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self._messages)

    def _why(message: int, event: int, details: int) -> LockReason | None:
        if message == _WM_WTSSESSION_CHANGE and event in _SESSION_GONE:
            return LockReason.SWITCHED
        if message == _WM_WTSSESSION_CHANGE and event == _SESSION_LOCKED:
            return LockReason.AWAY
        if message == _WM_POWERBROADCAST and event == _PBT_APMSUSPEND:
            return LockReason.SLEEP
        if message == _WM_POWERBROADCAST and event == _PBT_POWERSETTINGCHANGE and details:
            setting = _PowerSetting.from_address(details)
            if bytes(setting.setting) == _LID and setting.data == 0:
                return LockReason.LID
        return None

    def system_events(window: int, parent: QObject | None = None) -> SystemEvents:
        """What tells of this computer: messages to the window with this handle."""
        return _Windows(window, parent)

else:

    def system_events(_window: int, parent: QObject | None = None) -> SystemEvents:
        """Nothing is told."""
        return SystemEvents(parent)
