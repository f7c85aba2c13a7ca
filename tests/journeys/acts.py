"""What the two people of the journey do, act by act. Run as `python -m tests.journeys.acts ACT …`."""

import os
import re
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
)

from tests.journeys.first_acts import (
    OFFICER,
    RECEIVER,
    SUPERVISOR,
    certified,
    set_up,
    supervisor_trusts,
    trust,
)
from tests.journeys.paper_acts import print_notice, save_intake
from tests.journeys.stage import (
    answering,
    button_there,
    click_in,
    lock,
    mouse,
    pause,
    play,
    tell,
    unlock,
    wait,
    wait_for,
    window,
)
from tests.ui.gestures import (
    answer,
    bare,
    click,
    confirm,
    focused,
    pick,
    press,
    texts,
    type_text,
)
from tipdesk.cases.model import MissingReason, Status
from tipdesk.i18n.text import _
from tipdesk.texts.messages import reason_label, status_label
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.toolkit.parts import LinkRow

# No such names: whatever holds one of them, holds what was typed in this very journey.
NAME, SURNAME, WORD = os.environ.get("JOURNEY_MARKERS", "هيوتزنا ZQXTESFAYE شغفطبل").split()
STORY = f"وصلتُ إلى المطار في شتاء ٢٠٢٥ وقيل لي {WORD} إن العمل سيبدأ غداً. "


# --- the interview ------------------------------------------------------------------------------


def row(path: str) -> QuestionRow:
    """The row of a question that is on the screen."""
    page = window()
    rows = [
        row_shown
        for row_shown in page.findChildren(QuestionRow)
        if row_shown.path == path and row_shown.isVisibleTo(page)
    ]
    assert rows, f"no question {path}"
    return rows[0]


def section(path: str) -> None:
    """Turn sections until the question is there."""

    def is_there() -> bool:
        page = window()
        rows = page.findChildren(QuestionRow)
        return any(row_shown.path == path and row_shown.isVisibleTo(page) for row_shown in rows)

    for _turn in range(20):
        for _part in range(10):  # a long section comes some questions at a time
            QApplication.processEvents()
        if is_there():
            return
        click_in(_("Next"))
    raise AssertionError(f"no section holds {path}")


def write(path: str, text: str) -> None:
    """Click into the field of a question and type."""
    question_row = row(path)
    typed = [*question_row.findChildren(QPlainTextEdit), *question_row.findChildren(QLineEdit)]
    mouse(next(part for part in typed if part.isVisibleTo(question_row)))
    type_text(text)


def choose(path: str, name: str) -> None:
    """Click one of the answers of a question."""
    mouse(row(path).editor._pills[name])


def interview(pack: str, certificates: str, digits: str, paper: str) -> None:
    """Begin an interview, hand over the notice, and type without end: the parent pulls the plug."""
    supervisor_trusts(pack, digits, f"{certificates}/s-01.pem")
    unlock(OFFICER[2])
    certified(f"{certificates}/t-07.pem")
    click_in(_("Files"))
    click_in(_("New interview"))
    section("iv_private")
    choose("iv_private", "yes")
    section("consent_prosecution")
    choose("consent_prosecution", "granted")
    section("name_ar_first")
    choose("sex", "female")
    write("name_ar_first", NAME)
    write("name_latin_surname", SURNAME)
    write("birth_date", "٢٨/٠٨/١٩٩٦")
    print_notice(paper)
    section("stmt_arabic")
    write("stmt_arabic", "")
    story = next(
        field for field in row("stmt_arabic").findChildren(QPlainTextEdit) if field.isVisible()
    )
    while True:
        type_text(STORY, story)
        typed = story.toPlainText()
        wait_saved()
        tell("saved", story=typed)


def wait_saved() -> None:
    """Wait until the window says that everything is kept."""
    state = [
        state
        for state in window().findChildren(QLabel)
        if state.accessibleName() == _("State of saving") and state.isVisible()
    ]
    assert len(state) == 1
    saved = bare(_("Saved at {time}")).partition("{")[0].strip()
    wait(lambda: bare(state[0].text()).startswith(saved), "the state of saving")


def reopen(pdf: str) -> None:
    """After the cut: everything that was shown as saved is there; then to the end of the form."""
    unlock(OFFICER[2])
    open_first()
    section("name_ar_first")
    tell("name", text=text_at("name_ar_first"), surname=text_at("name_latin_surname"))
    section("stmt_arabic")
    story = next(
        field for field in row("stmt_arabic").findChildren(QPlainTextEdit) if field.isVisible()
    )
    tell("story", text=story.toPlainText())
    answer_the_rest()
    save_intake(pdf)
    complete()
    approve()


def text_at(path: str) -> str:
    """What stands in the line of a question."""
    return next(line for line in row(path).findChildren(QLineEdit) if line.isVisible()).text()


def answer_the_rest() -> None:
    """The review leads to each open question; «declined» is an answer (F4, first line)."""
    click_in(_("Review"))
    for _turn in range(120):
        QApplication.processEvents()
        page = window()
        needs = [
            link_row
            for link_row in page.findChildren(LinkRow)
            if link_row.isVisibleTo(page) and link_row.isEnabled()
        ]
        if button_there(_("Complete and hand to the supervisor")):
            return
        assert needs, texts(window())
        title = needs[0].accessibleName()
        mouse(needs[0])
        wait(QApplication.focusWidget, f"the cursor at {title}")
        decline()
        click_in(_("Review"))
    raise AssertionError("questions without end")


def decline() -> None:
    """F4 at the question with the cursor, then its line by keyboard."""
    QTest.keyClick(focused(), Qt.Key.Key_F4)
    wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu), f"menu at {focused()}")
    menu = QApplication.activePopupWidget()
    wanted = {reason_label(MissingReason.DECLINED, sex=sex) for sex in ("", "female")}
    for _turn in range(12):
        QTest.keyClick(menu, Qt.Key.Key_Down)
        if menu.activeAction() is not None and menu.activeAction().text() in wanted:
            QTest.keyClick(menu, Qt.Key.Key_Return)
            window().activateWindow()  # as after a dialog: offscreen nobody else does it
            return
    raise AssertionError([action.text() for action in menu.actions()])


# --- completion, approval, export ----------------------------------------------------------


def complete() -> None:
    """Freeze the answers."""
    answering(
        lambda: click_in(_("Complete and hand to the supervisor")),
        answer(_("Complete the file")),
    )


def approve() -> None:
    """The supervisor approves at the officer's desk."""

    def confirmed(dialog) -> None:
        confirm(SUPERVISOR[2])(dialog)

    wait(lambda: button_there(_("Approve")), "the approval")
    answering(lambda: click_in(_("Approve")), confirmed)
    wait(lambda: button_there(_("Refer to the Prosecution")), "the referral")


def export(folder: str) -> None:
    """Refer the file: contents, what stays, signature, result."""
    unlock(OFFICER[2])
    click_in(_("Review")) if button_there(_("Review")) else open_review()
    click_in(_("Refer to the Prosecution"))
    refer(folder, OFFICER[2])
    tell("fingerprint", digits=fingerprint())
    bundle, annex = re.findall(r"[0-9a-f-]{36}\.asice\.age", bare(texts(window())))
    tell("files", bundle=bundle, annex=annex)


def refer(folder: str, passphrase: str) -> None:
    """Through the steps of the referral to the case bundle on the USB drive."""
    click_in(_("Next"))
    click_in(_("Next"))
    answering(lambda: click_in(_("Choose a folder…")), pick(folder))
    tick = next(box for box in window().findChildren(QCheckBox) if box.isVisibleTo(window()))
    QTest.keyClick(tick, Qt.Key.Key_Space)
    answering(lambda: click_in(_("Sign and save")), confirm(passphrase))
    wait_for(_("The case bundle is on the USB drive and was read back without a difference."))


def open_review() -> None:
    """From the list to the review of its first file."""
    click_in(_("Files"))
    click_in(_("Review"))


def fingerprint() -> str:
    """The digits that are read aloud."""
    digits = [
        digits_label.accessibleName() or digits_label.text()
        for digits_label in window().findChildren(QLabel, "digits")
        if digits_label.isVisibleTo(window())
    ]
    return " ".join(" ".join(digits).split())


def receive(pack: str, certificate: str, digits: str, bundle: str) -> None:
    """Check the bundle, read it, receive it, sign the receipt."""
    unlock(RECEIVER[2])
    trust(pack, digits)
    certified(certificate)
    click_in(_("Receiving"))
    answering(lambda: click_in(_("Choose a case bundle…")), pick(bundle))
    wait_for(_("This case bundle passes verification. It can be opened and received."))
    tell("fingerprint", digits=fingerprint())
    click_in(_("Open read-only"))
    wait_for(_("Look at the case bundle before receiving it"))
    tell("opened", text=bare(texts(window())))
    click_in(_("Back"))
    answering(
        lambda: click_in(_("Receive and sign the receipt")),
        answer(_("Go on")),
        confirm(RECEIVER[2]),
        answer(_("Close")),
    )


def receipt(path: str) -> None:
    """Import the receipt; the list says that the file was received. Then somebody locks."""
    unlock(OFFICER[2])
    click_in(_("Files"))
    heard = []

    def read(dialog) -> None:
        heard.append(bare(texts(dialog)))
        click(dialog, _("Close"))

    answering(lambda: click_in(_("Import a receipt or message")), pick(path), read)
    tell("receipt", text=heard[0])
    tell("list", cells=cells(), wanted=status_label(Status.RECEIVED))
    lock()
    pause("locked")


def listed() -> QTableView:
    """The list that is shown."""
    return next(table for table in window().findChildren(QTableView) if table.isVisibleTo(window()))


def open_first() -> None:
    """Open the first file of the list: a click on it, then Return."""
    wait(lambda: listed().model().rowCount() > 0, "a file")
    place = listed().visualRect(listed().model().index(0, 0)).center()
    QTest.mouseClick(listed().viewport(), Qt.MouseButton.LeftButton, pos=place)
    press(Qt.Key.Key_Return, listed())


def cells() -> list[str]:
    """What the list of files shows, cell by cell."""
    table = listed()
    model = table.model()
    return [
        bare(str(model.index(line, at).data()))
        for line in range(model.rowCount())
        for at in range(model.columnCount())
    ]


ACTS = {act.__name__: act for act in (set_up, interview, reopen, export, receive, receipt)}

if __name__ == "__main__":
    sys.exit(play(ACTS[sys.argv[1]], *map(str, map(Path, sys.argv[2:]))))
