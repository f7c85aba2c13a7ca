"""`tipdesk FILE`, as a double click starts it, in Arabic and at both stations: what comes after the
unlock is the page that is for the file."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.ui import places as world
from tipdesk.core.clock import system_clock
from tipdesk.demo.journey import receive
from tipdesk.demo.stations import OFFICER, RECEIVER, confirm

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:  # the window goes by the real clock
        patch.setattr(world, "START", system_clock() - timedelta(days=8))
        made_places = world.make_places(tmp_path_factory.mktemp("opening"))
    session = made_places.open(made_places.prosecution, RECEIVER, made_places.clock())
    receive(session, made_places.bundle, made_places.usb_drive, confirm(session, RECEIVER))
    session.lock()
    return made_places


@pytest.mark.parametrize(
    ("vault", "what", "where", "awaited"),
    [
        ("prosecution", "bundle", "page", "This case bundle passes verification. It can be opened and received."),
        ("prosecution", "receipt", "dialog", "This is a receipt. It is read at the station that sent the case bundle."),
        ("officers", "receipt", "dialog", "Received by the Prosecution"),
        ("officers", "bundle", "dialog", "This is a case bundle. It is opened at the station of the Prosecution that it is for."),
    ],
)  # fmt: skip
def test_what_is_opened_comes_after_the_unlock(places, vault, what, where, awaited, tmp_path):
    source = places.bundle if what == "bundle" else world.receipts(places)[0]
    file = tmp_path / "ملف من الوحدة.tipdesk"
    file.write_bytes(source.read_bytes())
    who = RECEIVER if vault == "prosecution" else OFFICER
    words = [places.folder / vault, file, who.passphrase, where, awaited]
    run = subprocess.run(
        [sys.executable, "-m", "tests.journeys.opening", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert [json.loads(line)["what"] for line in run.stdout.splitlines()] == ["opened", "done"]
