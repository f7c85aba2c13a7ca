"""The station: trust list, certificate, people, backup, recovery, forms, letterhead, window."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.bundle.file_kind import FileKind
from tipdesk.cases.model import Act, Station, StationKind
from tipdesk.core.errors import TipdeskError
from tipdesk.core.security_chip import guards
from tipdesk.core.settings import FONT_SCALES, Settings, ThemeChoice, save_settings
from tipdesk.desk.paper.letterheads import PLAIN
from tipdesk.desk.shift import AWAY_MINUTES
from tipdesk.i18n.text import _, isolate, isolated, ngettext
from tipdesk.texts import keys
from tipdesk.ui.access.reasons_waiting import AccessReasonsCard
from tipdesk.ui.access.teams import TeamsCard
from tipdesk.ui.casework.directory import AgenciesCard
from tipdesk.ui.notices.waiting import NoticesCard
from tipdesk.ui.paper.letterhead_dialog import set_letterhead
from tipdesk.ui.station.backup import BackupCard
from tipdesk.ui.station.carrying import CarryingCard
from tipdesk.ui.station.forms import FormsCard
from tipdesk.ui.station.language_cards import CardsCard
from tipdesk.ui.station.recovery import RecoveryCard
from tipdesk.ui.station.staff import StaffCard
from tipdesk.ui.station.trust import CertificateCard, TrustCard
from tipdesk.ui.station.update import UpdateCard
from tipdesk.ui.toolkit import parts
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.theme import px

_SIDE_BY_SIDE = 170  # % of letters up to which two cards stand beside each other on a small laptop


class LetterheadCard(StationCard):
    """What stands at the head of papers, and the way to change it. See `Act.SET_LETTERHEAD`."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Letterhead of documents"), parent)

    def lines(self) -> list[QWidget]:
        session = self.services.session
        if not session.may(Act.SET_LETTERHEAD):
            return []
        now = session.letterheads.current()
        current = _("The program's own: state, agency and unit, and a neutral star.")
        if now != PLAIN:
            current = isolate(" • ".join(now.arabic or now.english)) or _("Chosen by this station")
        text = _("It appears on every document, including those that go to the Prosecution.")
        go = parts.button(_("Change the letterhead…"), "article")
        go.clicked.connect(self._on_change)
        return [
            parts.label(current, wrap=True),
            parts.label(text, "muted", wrap=True),
            parts.row(go, 1),
        ]

    @Slot()
    def _on_change(self) -> None:
        if set_letterhead(self.services, self):
            self.changed.emit()


_LOCK_CHOICES = (2, 5, 10, 15, 30)  # minutes


class _BlankCard(StationCard):
    """Blank forms to fill in by hand."""

    asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Blank forms"), parent)

    def lines(self) -> list[QWidget]:
        text = _("For when the computer cannot be used: print them before you need them.")
        go = parts.button(_("Print blank forms"), "printer")
        go.clicked.connect(self.asked)
        return [parts.label(text, "muted", wrap=True), parts.row(go, 1)]


class _ShiftCard(StationCard):
    """Handing over a shift on one page."""

    asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Shift handover"), parent)

    def lines(self) -> list[QWidget]:
        text = _("One page for the officer who takes over: numbers and codes only.")
        go = parts.button(_("Print the handover"), "printer")
        go.clicked.connect(self.asked)
        return [parts.label(text, "muted", wrap=True), parts.row(go, 1)]


class _CustodyCard(StationCard):
    """Who did what at this station."""

    asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Chain of custody"), parent)

    def lines(self) -> list[QWidget]:
        text = _("What was done here with this program, by whom and when, entry by entry.")
        go = parts.button(_("View chain of custody…"), "list-checks")
        go.clicked.connect(self.asked)
        return [parts.label(text, "muted", wrap=True), parts.row(go, 1)]


class _WindowCard(StationCard):
    """Language, colours, size of letters, when the window locks by itself."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("This window"), parent)

    def lines(self) -> list[QWidget]:
        settings = self.services.settings
        self._spoken = CalmCombo()
        for code, name in (("ar", "العربية"), ("en", "English")):
            self._spoken.addItem(name, code)
        self._scale = CalmCombo()
        for percent in FONT_SCALES:
            self._scale.addItem(isolated(f"{percent}%"), percent)
        self._theme = CalmCombo()
        for theme, name in _theme_names().items():
            self._theme.addItem(name, theme)
        self._lock = CalmCombo()
        for minutes in _LOCK_CHOICES:
            text = ngettext("{count} minute", "{count} minutes", minutes)
            self._lock.addItem(text.format(count=isolated(str(minutes))), minutes)
        for choice, value in (
            (self._spoken, settings.language),
            (self._theme, settings.theme),
            (self._scale, settings.font_scale),
            (self._lock, settings.lock_minutes),
        ):
            choice.setCurrentIndex(max(choice.findData(value), 0))
            choice.activated.connect(self._on_changed)
        self._fields = (self._spoken, self._theme, self._scale, self._lock)
        self._unsaved = parts.note(
            _("The settings could not be saved; they hold until the end."), "notewarn"
        )
        self._unsaved.setHidden(self.services.settings_kept)
        hint = _("It holds at once; if a recording or other work is running, after the next lock.")
        own = _(
            "Language, colours and size are yours: they come when you unlock. {key} leads here."
        )
        return [
            parts.labelled(_("Language of the screen"), self._spoken),
            parts.labelled(_("Colours"), self._theme),
            parts.labelled(_("Size of letters"), self._scale),
            parts.labelled(_("Lock by itself after"), self._lock),
            parts.label(own.format(key=isolated(keys.WINDOW_LOOKS.text)), "muted", wrap=True),
            parts.label(hint, "muted", wrap=True),
            *self._chip_lines(),
            self._unsaved,
        ]

    def _chip_lines(self) -> list[QWidget]:
        """Where the computer has a security chip: whether a PIN outlasts a shut lid."""
        if self.services.chip() is None:
            return []
        shown = _("The PIN still leads back for {minutes} minutes after the lid was shut")
        self._outlasts = QCheckBox(shown.format(minutes=isolated(str(AWAY_MINUTES))))
        self._outlasts.setChecked(self.services.settings.pin_outlasts_lid)
        self._outlasts.clicked.connect(self._on_outlasts)
        self._chip_says = parts.label(
            _(
                "The security chip of this computer keeps it and counts wrong entries. It holds "
                "from the next PIN that is chosen."
            ),
            "muted",
            wrap=True,
        )
        return [self._outlasts, self._chip_says]

    @Slot(bool)
    def _on_outlasts(self, wanted: bool) -> None:
        """Only a chip that guards six digits is relied on; it is asked, which may take a second."""
        chip = self.services.chip()
        if not wanted or chip is None:
            self._keep(self.services.settings._replace(pin_outlasts_lid=False))
            return
        self._outlasts.setEnabled(False)
        self.services.jobs.run(
            partial(guards, chip), done=self._on_guards, failed=partial(show_error, self)
        )

    def _on_guards(self, holds: bool) -> None:
        self._outlasts.setEnabled(True)
        self._outlasts.setChecked(holds)
        if holds:
            self._keep(self.services.settings._replace(pin_outlasts_lid=True))
            return
        self._chip_says.setText(
            _(
                "This does not go here: the security chip of this computer does not limit wrong "
                "entries, or anybody can set its count back. Whoever looks after the computer can "
                "change that; the installation instructions say how."
            )
        )

    def chosen(self) -> int:
        """Which field has the cursor; -1 for none."""
        return next((at for at, field in enumerate(self._fields) if parts.has_focus(field)), -1)

    def choose(self, at: int) -> None:
        """Put the cursor into this field, in sight."""
        if 0 <= at < len(self._fields):
            self._fields[at].setFocus()

    @Slot()
    def _on_changed(self) -> None:
        theme: ThemeChoice = self._theme.currentData()
        self._keep(
            self.services.settings._replace(
                language=self._spoken.currentData(),
                font_scale=self._scale.currentData(),
                theme=theme,
                lock_minutes=self._lock.currentData(),
            )
        )

    def _keep(self, settings: Settings) -> None:
        self.services.settings = settings
        self.services.settings_kept = False
        with suppress(OSError, TipdeskError):
            # For whoever unlocks next.
            save_settings(self.services.settings, self.services.settings_path)
            self.services.session.own_looks.keep(self.services.settings.window_looks)
            self.services.settings_kept = True
        self._unsaved.setHidden(self.services.settings_kept)
        self.changed.emit()


class StationPage(QWidget):
    """Everything about this computer that is not a file."""

    left = Signal()
    settings_changed = Signal()
    blank_forms_asked = Signal()
    handover_asked = Signal()
    custody_asked = Signal()
    reasons_asked = Signal()
    teams_asked = Signal()
    directory_asked = Signal()
    trial_asked = Signal(object, object)  # TrialSource, the window over which it is tried
    install_asked = Signal(object)  # OpenedUpdate

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setObjectName("page")
        self._trust = TrustCard(services)
        self._certificate = CertificateCard(services)
        self._carrying = CarryingCard(services)
        self._sheet = RecoveryCard(services)
        self._people = StaffCard(services)
        self._teams = TeamsCard(services)
        self._interviews = FormsCard(services)
        self._forms = _BlankCard(services)
        self._letterhead = LetterheadCard(services)
        self._shift = _ShiftCard(services)
        self._agencies = AgenciesCard(services)
        self._notices = NoticesCard(services)
        self._cards = CardsCard(services)
        self._custody = _CustodyCard(services)
        self._reasons = AccessReasonsCard(services)
        self._window = _WindowCard(services)
        self._backup = BackupCard(services)
        self._update = UpdateCard(services, self._backup.begin)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QWidget()
        self._head = QVBoxLayout(head)
        self._head.setContentsMargins(0, 0, 0, 0)
        first = parts.column(
            self._trust,
            self._certificate,
            self._carrying,
            self._interviews,
            self._forms,
            self._shift,
            self._agencies,
            self._notices,
            self._letterhead,
            1,
            spacing=px(14),
        )
        second = parts.column(
            self._people,
            self._teams,
            self._backup,
            self._sheet,
            self._custody,
            self._reasons,
            self._cards,
            self._update,
            self._window,
            1,
            spacing=px(14),
        )
        both = QWidget()
        above = px(100) > _SIDE_BY_SIDE  # else the page is wider than its window
        line = QVBoxLayout(both) if above else QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(14))
        line.addWidget(first, 1)
        line.addWidget(second, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = parts.scrolled(parts.column(head, both, 1, spacing=px(14)), width=px(1180))
        outer.addWidget(self._scroll)

    def _connect(self) -> None:
        for part in (self._trust, self._certificate, self._sheet, self._interviews, self._cards,
                     self._people, self._backup, self._letterhead, self._update,
                     self._notices, self._carrying):  # fmt: skip
            part.changed.connect(self._look_again)
        self._forms.asked.connect(self.blank_forms_asked)
        self._shift.asked.connect(self.handover_asked)
        self._custody.asked.connect(self.custody_asked)
        self._agencies.asked.connect(self.directory_asked)
        self._reasons.asked.connect(self.reasons_asked)
        self._teams.asked.connect(self.teams_asked)
        self._interviews.trial_asked.connect(self.trial_asked)
        self._update.install_asked.connect(self.install_asked)
        self._window.changed.connect(self.settings_changed)

    @Slot()
    def load(self) -> None:
        """Show the station as it stands."""
        station = self._services.session.station
        parts.clear(self._head)
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        self._head.addWidget(parts.page_head(_("This station"), back, subtitle=_subtitle(station)))
        back.setVisible(self._services.session.has_counter)  # else this is where one begins
        receiving = station.kind is StationKind.RECEIVING
        for card in (self._interviews, self._forms, self._cards, self._notices, self._teams):
            card.setVisible(not receiving)
        sees_files = not receiving and self._services.session.may(Act.SEE_FILES)
        self._shift.setVisible(sees_files)
        self._agencies.setVisible(sees_files)
        if not receiving and self._services.session.handover.chain_is_long():
            self._head.addWidget(parts.Strip(_chain_text(), "notewarn"))
        self._custody.setVisible(self._services.session.may(Act.SEE_CUSTODY))
        self._update.setVisible(self._services.session.may(Act.UPDATE_PROGRAM))
        self._letterhead.setVisible(self._services.session.may(Act.SET_LETTERHEAD))
        self._reasons.setVisible(self._services.session.may(Act.REVIEW_ACCESS_REASONS))
        certified = (Act.HOLD_CERTIFICATE, Act.BRING_CERTIFICATE)
        self._certificate.setVisible(any(map(self._services.session.may, certified)))
        carries = receiving and self._services.session.may(Act.TAKE_IN)
        self._carrying.setVisible(carries)
        if carries:
            self._carrying.load()
        for part in (self._trust, self._certificate, self._sheet, self._people, self._backup,
                     self._interviews, self._forms, self._custody, self._reasons, self._cards,
                     self._agencies,
                     self._letterhead, self._shift, self._update, self._window,
                     self._notices, self._teams):  # fmt: skip
            part.load()

    def take_in(self, kind: FileKind, path: Path) -> None:
        """A file with which the program was opened goes to the card that is for its kind."""
        takers: dict[FileKind, TrustCard | CertificateCard | FormsCard | UpdateCard] = {
            FileKind.TRUST_LIST: self._trust,
            FileKind.CERTIFICATE: self._certificate,
            FileKind.FORM: self._interviews,
            FileKind.UPDATE: self._update,
        }
        card = takers[kind]
        self._scroll.ensureWidgetVisible(card)
        card.take(path)

    def chosen_window_setting(self) -> int:
        """Which field of how the window looks has the cursor; -1 for none."""
        return self._window.chosen()

    def show_window_setting(self, at: int) -> None:
        """Put the cursor into this field of how the window looks; -1 for the first."""
        self._window.choose(max(at, 0))
        self._scroll.ensureWidgetVisible(self._window)
        # Once more when all is laid out: a strip that waited while a file was open takes room.
        QTimer.singleShot(0, self._window, partial(self._scroll.ensureWidgetVisible, self._window))

    def set_masked(self, masked: bool) -> None:
        """Hide or show who works here (F7)."""
        carrying = () if self._carrying.isHidden() else (self._carrying,)
        for part in (self._people, self._certificate, *carrying):
            if masked != part.masked:
                part.masked = masked
                with errors_said(self):
                    part.load()

    @Slot()
    def _look_again(self) -> None:
        with errors_said(self):
            self.load()


def _theme_names() -> dict[ThemeChoice, str]:
    return {
        "system": _("As the system says"),
        "light": _("Light"),
        "dark": _("Dark"),
        "contrast": _("High contrast"),
    }


def _chain_text() -> str:
    return _(
        "This station's chain of custody has filled three quarters of what a case "
        "bundle can carry. Nothing is lost, but in time no file could be referred from "
        "this vault. Ask whoever looks after the station to plan a new vault for new "
        "files."
    )


def _subtitle(station: Station) -> str:
    return _("{unit} • code {code}").format(unit=isolate(station.unit), code=isolated(station.code))
