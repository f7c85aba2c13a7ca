"""Trying the PIN of a shift that was typed into its six places."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLabel

from tipdesk.core.errors import TipdeskError
from tipdesk.i18n.text import isolated, ngettext
from tipdesk.texts.messages import sentence
from tipdesk.ui.setup.pin_places import PinPlaces
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

if TYPE_CHECKING:
    from tipdesk.core.pepper_place import Denial
    from tipdesk.desk.shift import ShiftTry
    from tipdesk.desk.unlocking import UnlockedKey


class PinTrial(QObject):
    """Tries what stands in the places as soon as they are full. A wrong PIN, and what kept it from
    being tried, is said below them, and they are empty again."""

    opened = Signal(object)  # UnlockedKey, whoever takes it wipes it: the PIN was right
    ended = Signal()  # it leads back no more

    def __init__(
        self, services: Services, places: PinPlaces, problem: QLabel, jobs: JobRunner
    ) -> None:
        super().__init__(places)
        self.login = ""  # whose PIN is typed
        self._services = services
        self._places = places
        self._problem = problem
        self._jobs = jobs
        places.full.connect(self._on_full)

    @Slot()
    def _on_full(self) -> None:
        from tipdesk.desk.shift import ShiftTry

        attempt = self._services.shift_keys().attempt(self.login, self._places.take())
        if not isinstance(attempt, ShiftTry):
            self.ended.emit()
            return
        self._jobs.run(
            attempt.open,
            done=partial(self._on_tried, attempt),
            failed=self._on_failed,
            unwanted=partial(_nobody_waits, self._services, attempt),
        )

    def _on_tried(self, attempt: ShiftTry, key: UnlockedKey | Denial) -> None:
        from tipdesk.desk.shift import ShiftEnd, Wrong

        outcome = self._services.shift_keys().settle(attempt, key)
        if isinstance(outcome, Wrong):
            text = ngettext(
                "This is not the PIN. {count} try is left.",
                "This is not the PIN. {count} tries are left.",
                outcome.left,
            )
            self._ask_again(text.format(count=isolated(str(outcome.left))))
        elif isinstance(outcome, ShiftEnd):
            self.ended.emit()
        else:
            self.opened.emit(outcome)

    def _on_failed(self, error: TipdeskError) -> None:
        message = sentence(error)
        self._ask_again(f"{message.what} {message.next_step}".strip())

    def _ask_again(self, problem: str) -> None:
        self._problem.setText(problem)
        self._places.setAccessibleDescription(problem)
        self._places.begin(wrong=True)


def _nobody_waits(services: Services, attempt: ShiftTry, key: UnlockedKey | Denial) -> None:
    """A wrong PIN is noted all the same, or somebody who goes back in time tries unseen."""
    from tipdesk.core.pepper_place import Denial

    if isinstance(key, Denial):
        services.shift_keys().settle(attempt, key)
    else:
        key.wipe()
