"""kill -9 of the window while an account is stopped: every word typed before is there."""

import subprocess
import sys

import pytest

from tests.systems import KILLED
from tests.ui.drivers.vault import desk_of, vault_of
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.files.contents import frozen_statement

WORDS = "ثم قالت إنها عبرت وحدها"
PERSON = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.desk.station.test_killed_install import die_at
from tests.ui.drivers.interview import write
from tests.ui.gestures import answer, dialogs, press
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, open_as
from tipdesk.i18n.text import set_language
from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.toolkit.services import Services

set_language("ar")
app = QApplication([])
theme.apply(app)
vault = Path(sys.argv[1])
services = Services(vault, JobRunner())
services.opened(open_as(vault, OFFICER, system_clock))
page = InterviewPage(services)
page.show()
page.activateWindow()
QTest.qWaitForWindowActive(page)
page.load(services.session.files.case(sys.argv[2]))
write(page, "account", "stmt_arabic", sys.argv[3])
die_at(int(sys.argv[4]))
with dialogs(answer("أوقف وأحِل"), answer("ختام الجلسة")):
    press(Qt.Key.Key_F12)
app.processEvents()
print("stopped", flush=True)
page.leave()
services.session.lock()
"""


@pytest.mark.parametrize(
    "at",
    [
        60,
        *(
            pytest.param(milliseconds, marks=pytest.mark.long)
            for milliseconds in (*range(10, 300, 20), 10_000)
        ),
    ],
)
def test_killed_while_it_is_stopped_a_statement_is_whole_or_not_closed(places, at):
    command = [sys.executable, "-c", PERSON, places.officers, places.begun, WORDS, str(at)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    assert done.returncode in (KILLED, 0)
    session = open_as(places.officers, OFFICER, places.clock())
    try:
        statement = frozen_statement(vault_of(session), places.begun)
        answers = session.files.load(places.begun).answers
        kept_statement = answers["stmt_arabic"].value if "stmt_arabic" in answers else ""
        assert kept_statement == WORDS if statement else kept_statement in ("", WORDS)
        assert (statement is not None) is ("iv_stop" in answers)
        assert statement is not None or b"stopped" not in done.stdout
        check_file(desk_of(session), places.begun)
    finally:
        session.lock()
