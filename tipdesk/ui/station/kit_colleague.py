"""Somebody of the station's kit comes for the first time: a dialog at the open vault."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.bundle.kit.station_kit import StationKit
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.station.kit_opening import OpeningPlan, PreparedOpening, open_and_enrol
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.i18n.text import _, isolate
from tipdesk.ui.setup.kit_step import KitStep, find_kit
from tipdesk.ui.toolkit.confirming import ask_key
from tipdesk.ui.toolkit.dialogs import Dialog, say, show_error
from tipdesk.ui.toolkit.parts import resize_on_screen, scrolled
from tipdesk.ui.toolkit.services import Services


class _KitColleague(Dialog):
    """The officer of the session has shown who they are; whoever comes types theirs alone."""

    def __init__(
        self, services: Services, kit: StationKit, key: UnlockedKey, parent: QWidget
    ) -> None:
        super().__init__(parent, _("A colleague opens their envelope"), job=_("Add"))
        self._services, self._kit, self._key = services, kit, key
        self.opened = ""  # the name, once it is done
        resize_on_screen(self, 680, 660)
        self._step = KitStep()
        self._step.show_kit(kit, services.session.kit.awaited())
        self.box.addWidget(scrolled(self._step), 1)
        self.add_end(self._step)
        self.ok.clicked.connect(self._on_ok)
        self._step.setFocus()

    @Slot()
    def _on_ok(self) -> None:
        if problem := self._step.problem():
            self.say(problem)
            if self._step.faulty is not None:
                self._step.faulty.setFocus()
            return
        services, step = self._services, self._step
        plan = OpeningPlan(
            services.vault_dir,
            self._kit,
            step.login(),
            step.words(),
            step.passphrase(),
            services.clock(),
            self._key,
            services.cheap_keys,
        )
        self.set_busy(True)
        services.jobs.run(
            partial(open_and_enrol, plan), done=self._on_opened, failed=self.say_error
        )

    def _on_opened(self, opening: PreparedOpening) -> None:
        try:
            self._services.session.kit.record(opening)
        except TipdeskError as error:
            self.say_error(error)
            return
        self.opened = opening.box.listed.person.name
        self.set_busy(False)
        self.accept()

    def wipe(self) -> None:
        """Forget the key and what was typed."""
        self._key.wipe()
        self._step.wipe()


def ask_kit_colleague(services: Services, parent: QWidget) -> bool:
    """Find the kit, ask for the officer's passphrase, then for the colleague's words; whether
    somebody came."""
    path = find_kit(parent)
    if path is None:
        return False
    try:
        kit = services.session.kit.read(path)
    except TipdeskError as error:
        show_error(parent, error)
        return False
    purpose = _("A colleague of the station kit comes for the first time")
    follows = _(
        "You let them in with your own passphrase. All PINs of the shift end with it, yours too: "
        "after the next lock the vault opens with the passphrase."
    )
    key = ask_key(services, services.session.officer, purpose, parent, follows=follows)
    if key is None:
        return False
    dialog = _KitColleague(services, kit, key, parent)
    dialog.exec()
    name = dialog.opened
    dialog.wipe()
    dialog.deleteLater()
    if name:
        more = _("Their certificate is temporary: they ask for their own within 90 days.")
        say(parent, _("{name} can sign in now").format(name=isolate(name)), more)
    return bool(name)
