"""Trust lists: the one in force, what the next one says, and the second person's signature."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from tipdesk.bundle.certifying.signatory import WaitingList
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.authority import lists
from tipdesk.desk.authority.lists import Cosigner, ListsStanding
from tipdesk.desk.authority.wording import changes, proposed
from tipdesk.i18n.text import (
    MASK,
    _,
    clean,
    format_date,
    isolate,
    isolated,
    kuwait_day,
    language,
    listed,
    with_code,
)
from tipdesk.texts.messages import sentence
from tipdesk.ui.authority.clerk_desk import ClerkDesk
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit.confirming import PassphraseField
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, say
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    begin_at,
    button,
    card,
    clear,
    column,
    label,
    labelled,
    note,
    page_head,
    resize_on_screen,
    row,
    scrolled,
    text_area,
)
from tipdesk.ui.toolkit.tables import facts
from tipdesk.ui.toolkit.theme import px

_WIDTH = 900  # of the cards, at 100 %
_TALL, _LINE = 150, 25  # of what is new at most, and of a line of it, at 100 %


class ListsPage(QWidget):
    """What waits stands first, then what comes next, then what is in force."""

    def __init__(self, desk: ClerkDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._masked = False
        self._standing: ListsStanding | None = None
        self.setObjectName("page")
        content = QWidget()
        self._cards = QVBoxLayout(content)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(px(14))
        self._make = button(_("Make the next list"), "file-plus", "primary")
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(12))
        box.addWidget(page_head(_("Trust list"), self._make))
        box.addWidget(scrolled(content, width=px(_WIDTH), edge=0), 1)
        self._make.clicked.connect(self._on_make)

    @Slot()
    def load(self) -> None:
        """Look at the lists anew, in a job."""
        self._look(self._begin)

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._masked = masked
        if self._standing is not None:
            self._show(self._standing)

    # --- what is shown ------------------------------------------------------------------------

    def _look(self, then: Callable[[], None]) -> None:
        def show(standing: ListsStanding) -> None:
            self._show(standing)
            then()

        self._desk.act(self, partial(lists.standing, self._desk.session), show)

    def _begin(self) -> None:
        begin_at(self, self._make)

    def _show(self, standing: ListsStanding) -> None:
        self._standing = standing
        clear(self._cards)
        if standing.damaged is not None:
            words = sentence(standing.damaged)
            self._cards.addWidget(note(f"{words.what} {words.next_step}", "notedanger"))
        if standing.waiting is not None:
            self._cards.addWidget(self._waiting(standing.waiting, stale=standing.stale))
        self._cards.addWidget(self._coming(standing))
        self._cards.addWidget(self._in_force(standing))
        self._cards.addWidget(self._revocations(standing.crl_number))
        self._cards.addStretch(1)

    def _waiting(self, waiting: WaitingList, *, stale: bool) -> QWidget:
        number = isolated(str(waiting.listing.serial))
        title = _("List {number} waits for the second person").format(number=number)
        text = _("{name} has signed it. No station takes it before another person signs it too.")
        who = MASK if self._masked else clean(waiting.signed_by.name)
        sign = button(_("Sign as the second person…"), "signature", "primary")
        sign.clicked.connect(self._on_sign)
        lines: list[QWidget] = [label(text.format(name=isolate(who)), "muted", wrap=True)]
        if stale:
            after = _(
                "Something was changed after it was made, which it does not say. Make the next "
                "list instead."
            )
            lines.append(note(after, "notewarn"))
        return card(label(title, "h2"), *lines, row(sign, 1), spacing=px(10))

    def _coming(self, standing: ListsStanding) -> QWidget:
        coming = standing.coming
        if standing.signed is None:
            title = _("What the first list will say")
        else:
            title = _("What has changed since list {number}").format(
                number=isolated(str(standing.signed.serial))
            )
        lines = tuple(changes(coming.added, coming.taken_away, coming.revoked))
        if not lines:
            text = _("Nothing. A new list has a new date and a new revocation list.")
            return card(label(title, "h2"), label(text, "muted", wrap=True), spacing=px(10))
        return card(label(title, "h2"), _text_of(lines, title), spacing=px(10))

    def _in_force(self, standing: ListsStanding) -> QWidget:
        title = label(_("The list in force"), "h2")
        digits = digits_of(self._desk)
        signed = standing.signed
        if signed is None:
            text = _(
                "No list has two signatures yet: no station can trust this certification authority."
            )
            return card(title, label(text, "muted", wrap=True), digits, spacing=px(10))
        names = [MASK if self._masked else isolate(clean(name)) for name in signed.signers]
        save = button(_("Save it to a USB drive…"), "usb")
        save.clicked.connect(partial(self._on_save, signed.path))
        made_on = isolated(format_date(kuwait_day(signed.created), language()))
        lines = [
            (_("Number"), isolated(str(signed.serial))),
            (_("Made on"), made_on),
            (_("Signed by"), listed(names, language())),
        ]
        return card(title, facts(lines), digits, row(save, 1), spacing=px(10))

    def _revocations(self, number: int) -> QWidget:
        text = _(
            "Every trust list carries the newest one. By itself it is for offices that check with "
            "other programs."
        )
        publish = button(_("Publish a new one"), "arrows-clockwise")
        save = button(_("Save it to a USB drive…"), "usb")
        publish.clicked.connect(self._on_publish)
        save.clicked.connect(self._on_save_revocations)
        title = _("Revocation list {number}").format(number=isolated(str(number)))
        return card(
            label(title, "h2"),
            label(text, "muted", wrap=True),
            row(publish, save, 1),
            spacing=px(10),
        )

    # --- acts -----------------------------------------------------------------------------------

    @Slot()
    def _on_make(self) -> None:
        def ask_second(_nothing: None) -> None:
            self._look(self._on_sign)

        self._desk.act(self, partial(lists.make, self._desk.session), ask_second)

    @Slot()
    def _on_sign(self) -> None:
        standing = self._standing
        if standing is None or standing.waiting is None:
            return
        path = ask_second_signature(self._desk, standing, self)
        if path is not None:
            self._look(partial(self._on_save, path))

    def _on_save(self, path: Path, _checked: bool = False) -> None:
        then = _(
            "Bring it to every station. At the first import a station types in the 40 digits of "
            "the certification authority."
        )
        self._desk.save(self, partial(lists.save, self._desk.session, path), then)

    @Slot()
    def _on_publish(self) -> None:
        def tell(number: int) -> None:
            text = _("Revocation list {number} is published.")
            self._look(partial(say, self, text.format(number=isolated(str(number)))))

        self._desk.act(self, self._desk.session.new_revocations, tell)

    @Slot()
    def _on_save_revocations(self) -> None:
        self._desk.save(self, self._desk.session.save_revocations, "")


def digits_of(desk: ClerkDesk) -> QWidget:
    """The authority's 40 digits, under their numbers."""
    title = label(
        _("The certification authority's 40 digits, for the first import at a station"),
        "fieldLabel",
    )
    digits = NumberedDigits(desk.session.fingerprint.split())
    return column(title, row(digits, 1), spacing=px(6))


def _text_of(lines: Iterable[str], name: str) -> QPlainTextEdit:
    shown = [line.strip() for line in lines]
    area = text_area(min(_TALL, _LINE * (len(shown) + 1)))
    area.setReadOnly(True)
    area.setPlainText("\n".join(shown))
    area.setAccessibleName(name)
    return area


# --- the second person --------------------------------------------------------------------------


class _SecondSignature(Dialog):
    """What the list says, who signs it as the second person, and their own passphrase."""

    def __init__(self, desk: ClerkDesk, waiting: WaitingList, parent: QWidget) -> None:
        title = _("Sign list {number} as the second person").format(
            number=isolated(str(waiting.listing.serial))
        )
        super().__init__(parent, title, Shape(least_width=700), job=_("Sign the list"))
        self._desk, self._waiting = desk, waiting
        self.path: Path | None = None
        advice = _(
            "Read what is new in it before you sign. Your signature makes it count at every "
            "station; nobody else may know your passphrase, and the clerk leaves the keyboard to "
            "you."
        )
        says = text_area(220)
        says.setReadOnly(True)
        says.setPlainText("\n".join(line.strip() for line in proposed(waiting)))
        says.setMinimumHeight(px(90))  # large letters on a small screen leave no more
        says.setMaximumHeight(1 << 20)
        self._who, self._passphrase = CalmCombo(), PassphraseField()
        self._who.setPlaceholderText(_("Choose your name"))
        self._cosigners = lists.cosigners(desk.session)
        for cosigner in self._cosigners:
            self._who.addItem(_named(cosigner, masked=desk.services.names_hidden), cosigner.code)
        if len(self._cosigners) == 1:
            self._who.setCurrentIndex(0)
        self.box.addWidget(note(advice))
        self.box.addWidget(labelled(_("What this list says"), says), 1)
        self.box.addWidget(labelled(_("Who signs"), self._who))
        self.box.addWidget(labelled(_("Your own passphrase"), self._passphrase))
        self.add_end(self._who, self._passphrase)
        self._passphrase.edited.connect(self._judge)
        self._who.currentIndexChanged.connect(self._judge)
        self.ok.clicked.connect(self._on_ok)
        self._judge()
        resize_on_screen(self, 740, 640)
        says.setFocus()

    @Slot()
    def _judge(self) -> None:
        self.ok.setEnabled(bool(self._who.currentData()) and bool(self._passphrase.text()))

    @Slot()
    def _on_ok(self) -> None:
        self.say("")
        sign = partial(
            lists.countersign,
            self._desk.session,
            self._waiting,
            str(self._who.currentData()),
            self._passphrase.text(),
        )
        self.set_busy(True)
        self._desk.services.jobs.run(sign, done=self._on_signed, failed=self._on_failed)

    def _on_signed(self, path: Path) -> None:
        self.path = path
        self.set_busy(False)
        self.accept()

    def _on_failed(self, error: TipdeskError) -> None:
        self.say_error(error)
        self._passphrase.select_all()
        self._passphrase.setFocus()

    def wipe(self) -> None:
        """Forget what was typed."""
        self._passphrase.clear()


def _named(cosigner: Cosigner, *, masked: bool) -> str:
    return with_code(cosigner.code, MASK if masked else cosigner.name)


def ask_second_signature(desk: ClerkDesk, standing: ListsStanding, parent: QWidget) -> Path | None:
    """Let the second person read the list that waits, and sign it; where it is then, None: they did
    not."""
    if standing.waiting is None:
        return None
    dialog = _SecondSignature(desk, standing.waiting, parent)
    dialog.exec()
    path = dialog.path
    dialog.wipe()
    dialog.deleteLater()
    return path
