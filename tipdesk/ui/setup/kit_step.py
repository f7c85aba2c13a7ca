"""One's own part of a station kit: the name is chosen, six words and a new passphrase are typed."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tipdesk.bundle.kit.station_kit import SUFFIX, StationKit
from tipdesk.core.drives import usb_drives
from tipdesk.i18n.text import _, format_date, isolate, isolated, kuwait_day, language
from tipdesk.texts.messages import role_label
from tipdesk.ui.setup.new_passphrase import NewPassphrase
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.parts import card, label, labelled
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.wizard import WizardStep


def kit_on_a_drive() -> Path | None:
    """The only station kit on the USB drives that are connected, or None."""
    kits: list[Path] = []
    for drive in usb_drives():
        with suppress(OSError):  # it was pulled out
            kits += sorted(drive.glob(f"*{SUFFIX}"))
    return kits[0] if len(kits) == 1 else None


def find_kit(parent: QWidget) -> Path | None:
    """The kit on the drive, else one that is chosen."""
    pattern = _("Station kit") + f" (*{SUFFIX})"
    return kit_on_a_drive() or choose_file(parent, _("Station kit"), pattern)


class KitStep(WizardStep):
    """Whose box is opened, with which words, and the passphrase from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Station kit"), parent)
        self._kit: StationKit | None = None
        self._about = label("", "muted", wrap=True)
        self.who = CalmCombo()
        self.who.setPlaceholderText(_("Choose your name"))
        self._words = TextLine()
        self._passphrase = NewPassphrase(self._hints)
        words = labelled(
            _("The six words of your envelope"),
            self._words,
            _("In order, with a space between them. The first four letters of each are enough."),
        )
        who = labelled(_("Your name"), self.who)
        self.box.addWidget(card(self._about, who, words, self._passphrase, spacing=px(10)))
        self.box.addStretch(1)
        self.setFocusProxy(self.who)

    def show_kit(self, kit: StationKit, awaited: Collection[str] | None = None) -> None:
        """Offer the people of a kit, or those of them who have not come yet."""
        self.wipe()
        self._kit = kit
        until = format_date(kuwait_day(kit.valid_until), language())
        about = _("Station {code}, {unit}. The kit opens until {date}.")
        unit = isolate(kit.station.unit)
        self._about.setText(
            about.format(code=isolated(kit.station.code), unit=unit, date=isolated(until))
        )
        self.who.clear()
        for listed in kit.people:
            person = listed.person
            if awaited is None or person.login in awaited:
                role = role_label(person.role)
                text = f"{isolate(person.name)} • {isolated(person.login)} • {role}"
                self.who.addItem(text, person.login)
        self.who.setCurrentIndex(-1)

    @property
    def kit(self) -> StationKit | None:
        """The kit that is shown."""
        return self._kit

    def login(self) -> str:
        """The code of whoever was chosen, '' for nobody."""
        return str(self.who.currentData() or "")

    def words(self) -> str:
        """The words as typed."""
        return self._words.text()

    def passphrase(self) -> str:
        """The new one; only valid when `problem()` is empty."""
        return self._passphrase.text()

    def problem(self) -> str:
        if not self.login():
            return self.at(self.who, _("Choose your name first."))
        if not self.words().strip():
            return self.at(self._words, _("Type the six words of your envelope."))
        problem = self._passphrase.problem()
        return self.at(self._passphrase.faulty, problem) if problem else ""

    def wipe(self) -> None:
        """Forget what was typed."""
        self._words.clear()
        self._passphrase.wipe()

    def _hints(self) -> tuple[str, ...]:
        if self._kit is None or not self.login():
            return ()
        person = self._kit.person(self.login()).person
        return (person.login, *person.name.split())
