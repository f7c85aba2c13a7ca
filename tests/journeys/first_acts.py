"""The first start of a station and whom it trusts: what comes before the interview."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QRadioButton,
)

from tests.journeys.stage import (
    answering,
    asked,
    click_in,
    lock,
    mouse,
    tell,
    unlock,
    wait,
    wait_for,
    window,
)
from tests.ui.gestures import (
    bare,
    click,
    confirm,
    field,
    pick,
    press,
    service_number,
    type_text,
)
from tipdesk.i18n.text import _

OFFICER = ("T-07", "نورة الخالدي", "زيتون مركب شتاء قنديل ورق")
SUPERVISOR = ("S-01", "بدر العتيبي", "محيط سنبلة دفتر جبل نافذة")
RECEIVER = ("P-03", "سارة المطيري", "ميزان سفينة جسر زيتون قنديل")


def set_up(kind: str, folder: str) -> None:
    """First start of a station, and a certificate request on the USB drive."""
    people = [RECEIVER] if kind == "receiving" else [OFFICER, SUPERVISOR]
    if kind == "receiving":
        mouse(window().findChildren(QRadioButton)[1])
    click_in(_("Next"))
    agency = field(window(), _("Agency"))
    press(Qt.Key.Key_Down, agency)
    type_text("وحدة الرحلة", field(window(), _("Unit")))
    type_text("PPX" if kind == "receiving" else "JRN", field(window(), _("Station code")))
    press(Qt.Key.Key_Return, field(window(), _("Station code")))
    for code, name, words in people:
        type_text(code, field(window(), _("Code")))
        type_text(name, field(window(), _("Name, as printed on forms")))
        type_text(words, field(window(), _("Own passphrase")))
        type_text(words, field(window(), _("Once more")))
        press(Qt.Key.Key_Return, field(window(), _("Once more")))
    wait(lambda: len(words_shown()) == 24, "the recovery sheet")
    words = words_shown()
    click_in(_("Next"))
    wait_for(_("Is the sheet in your hand?"))
    for number in range(1, 25):
        title = _("Word number {number}").format(number=f"\u2066{number}\u2069")
        for line in window().findChildren(QLineEdit):
            if line.isVisibleTo(window()) and bare(line.accessibleName()) == bare(title):
                type_text(words[number - 1], line)
    click_in(_("Finish"))
    for who in people:
        offer(who[0])
        unlock(who[2])
        request(folder, who)
        lock()


def words_shown() -> list[str]:
    """The recovery words on the screen, in order."""
    labels = window().findChildren(QLabel, "word")
    return [word.text() for word in labels if word.isVisibleTo(window())]


def request(folder: str, who: tuple[str, str, str]) -> None:
    """Save a certificate request and read its digits out."""
    digits = []

    def read(dialog) -> None:
        digits.extend(group.text() for group in dialog.findChildren(QLabel, "digits"))
        click(dialog, _("Close"))

    click_in(_("Station"))
    answering(
        lambda: click_in(_("Save a request…")),
        pick(folder),
        service_number(f"DEMO-{who[0]}"),
        confirm(who[2]),
        read,
    )
    tell(f"request of {who[0]}", digits=" ".join(digits))


def trust(pack: str, digits: str, second: str = "") -> None:
    """Import the trust pack with its 40 digits; where more than one works, `second`, who signs last, is the
    passphrase of another."""

    def type_digits(dialog) -> None:
        type_text(digits, field(dialog, _("40 digits")))
        click(dialog, _("Trust this certification authority"))

    click_in(_("Station"))
    signs = (confirm(second),) if second else ()
    answering(lambda: click_in(_("Import a trust list…")), pick(pack), type_digits, *signs)


def certified(certificate: str) -> None:
    """Bring the own certificate."""
    click_in(_("Station"))
    answering(lambda: click_in(_("Import the certificate…")), pick(certificate))
    wait_for(_("You can sign."))


def supervisor_trusts(pack: str, digits: str, certificate: str) -> None:
    """Choosing an authority is the supervisor's, who brings the own certificate besides; then the
    officer's code is offered again."""
    offer(SUPERVISOR[0])
    unlock(SUPERVISOR[2])
    trust(pack, digits, OFFICER[2])
    certified(certificate)
    lock()
    offer(OFFICER[0])


def offer(code: str) -> None:
    """Choose whose passphrase is asked for."""
    wait(asked, "the unlock page")
    codes = field(window(), _("Your code"))
    codes.setFocus()
    while codes.currentData() != code:
        before = codes.currentData()
        press(Qt.Key.Key_Down, codes)
        if codes.currentData() == before:
            press(Qt.Key.Key_Home, codes)
    field(window(), _("Passphrase")).setFocus()
