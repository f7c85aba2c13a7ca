"""What is loaded when: little before the unlock screen stands, the rest while nobody types.

Nothing here is timed; `tests/benchmarks/start.py` says how long it takes.
"""

import json
import subprocess
import sys
from functools import cache

import pytest

from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import make_officers_station
from tipdesk.ui.shell import page_book, preloading

# Modules, with all that is below them, that nobody needs who is asked for a passphrase.
NOT_YET = (
    "PIL", "argon2", "babel", "cryptography", "hijridate", "miniaudio", "openpyxl", "pypdfium2",
    "reportlab", "shamir_mnemonic", "uharfbuzz", "zxcvbn", "zxingcpp",
    "tipdesk.authoring", "tipdesk.bundle", "tipdesk.cli", "tipdesk.demo", "tipdesk.printing",
    "tipdesk.desk.session", "tipdesk.desk.handover", "tipdesk.desk.station",
    "tipdesk.storage.vault", "tipdesk.forms.xlsform", "tipdesk.texts.custody",
    *(maker.module for maker in page_book.MAKERS.values()),
    "tipdesk.ui.setup.demo", "tipdesk.ui.setup.first_start", "tipdesk.ui.setup.restore",
)  # fmt: skip
MOST = 100  # modules of ours behind the unlock screen
# What a lock, a cover or a mistake of the program needs waits for no import.
AT_ONCE = (
    "tipdesk.ui.shell.leaving", "tipdesk.ui.shell.lid", "tipdesk.ui.shell.window_watch",
    "tipdesk.ui.toolkit.crash", "tipdesk.ui.toolkit.dialogs", "tipdesk.ui.toolkit.privacy",
)  # fmt: skip

_WINDOW = """
import json, sys
from PySide6.QtCore import QEvent, QTimer
from tipdesk import app
from tipdesk.__main__ import main
from tipdesk.ui.shell import preloading

modules = lambda: [name for name in sys.modules if sys.modules[name] is not None]
standing, steps = [], []
step = preloading.import_module

def of_ours():
    return sum(name.partition(".")[0] == "tipdesk" for name in sys.modules)

def counted(name):
    before = of_ours()
    module = step(name)
    steps.append((name, of_ours() - before))
    return module

def look(application, window):
    preloading.import_module = counted
    QTimer.singleShot(0, lambda: (window.repaint(), standing.extend(modules())))
    ahead = window.findChild(preloading.Preloading)
    timer = QTimer(window)
    timer.timeout.connect(lambda: ahead.ended and application.quit())
    timer.start(10)
    application.exec()
    from tipdesk.forms.publishing.catalogue import load_published
    from tipdesk.forms.rules.rules import rules_for
    read = rules_for.cache_info().misses
    rules_for(load_published().newest("victim-intake"))
    rules = (read, rules_for.cache_info().misses)
    print(json.dumps({"standing": standing, "ended": modules(), "steps": steps, "rules": rules}))
    return 0

app._stay = look
sys.exit(main(sys.argv[1:]))
"""
_COMMAND = """
import json, sys
from tipdesk.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n" + json.dumps(list(sys.modules)))
"""


def run(program, *words):
    command = [sys.executable, "-c", program, *words]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A process that shows the unlock screen and then imports the rest."""
    vault = tmp_path_factory.mktemp("start") / "vault"
    make_officers_station(vault, system_clock)
    return run(_WINDOW, "--vault", str(vault))


def below(modules, roots):
    return sorted(
        name
        for name in modules
        if any(name == root or name.startswith(f"{root}.") for root in roots)
    )


def ours(modules):
    return below(modules, ["tipdesk"])


def test_the_unlock_screen_stands_before_what_is_behind_it_is_loaded(started):
    assert below(started["standing"], NOT_YET) == []
    assert len(ours(started["standing"])) <= MOST


def test_what_covers_the_screen_is_there_from_the_beginning(started):
    assert set(AT_ONCE) <= set(started["standing"])


def test_what_is_behind_it_is_loaded_while_nobody_types(started):
    loaded = set(started["ended"])
    pages = {maker.module for maker in page_book.MAKERS.values()}
    assert pages | {"tipdesk.desk.session.session", "tipdesk.desk.unlocking"} <= loaded
    assert set(preloading.modules()) <= loaded


def test_the_rules_of_the_newest_form_are_read_by_then(started):
    assert started["rules"] == [1, 1]


def test_each_step_of_it_is_short(started):
    """Whoever types waits for one at most: a layer comes after what is below it."""
    large = [step for step in started["steps"] if step[1] > 15]
    assert large == []


@pytest.mark.parametrize("name", page_book.MAKERS)
def test_every_page_is_where_the_book_says(name, qapp):
    maker = page_book.MAKERS[name]
    module = __import__(maker.module, fromlist=[maker.name])
    assert issubclass(getattr(module, maker.name), page_book.QWidget)


@cache
def after_command(*words):
    return run(_COMMAND, *words)


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("--lang", "en", "--help")])
def test_a_word_about_the_program_loads_next_to_nothing(words):
    heavy = ("PySide6", "babel", "cryptography", "tipdesk.desk", "tipdesk.ui")
    assert below(after_command(*words), heavy) == []
    assert len(ours(after_command(*words))) <= 15
