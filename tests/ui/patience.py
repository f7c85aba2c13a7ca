"""Waiting goes by what is seen, not by how busy the computer is."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

_PATIENCE = 240_000  # milliseconds, at the least, until a wait has failed; at 300,000 it locks


class PatientBot(QtBot):
    """As pytest-qt's own, but for the seconds that a loaded computer does not keep to."""

    def waitUntil(self, callback: Any, **how: Any) -> None:
        super().waitUntil(callback, **_patient(how))

    def waitActive(self, widget: Any, **how: Any) -> Any:
        return super().waitActive(widget, **_patient(how))

    def waitExposed(self, widget: Any, **how: Any) -> Any:
        return super().waitExposed(widget, **_patient(how))

    def waitSignal(self, signal: Any, **how: Any) -> Any:
        return super().waitSignal(signal, **_patient(how))

    def waitSignals(self, signals: Any, **how: Any) -> Any:
        return super().waitSignals(signals, **_patient(how))


def _patient(how: dict[str, Any]) -> dict[str, Any]:
    if how.get("raising", True) is False:  # what must not come is waited for as long as is said
        return how
    return {**how, "timeout": max(how.get("timeout", 0), _PATIENCE)}
