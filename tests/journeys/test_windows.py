"""The main job through the real windows, by keys and clicks, in processes of their own.

Two stations, a USB drive between them, and the authority's clerk at a command line. One of the
processes is killed in the middle of typing.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import pytest

from tests.journeys.first_acts import OFFICER
from tests.journeys.memory import copies, of_keys
from tests.journeys.traces import (
    MAGICS,
    SENT,
    SHARED,
    changed_since,
    found_in,
    found_since,
    holding,
    program_below,
    spellings,
    watched,
    written,
)
from tests.printing.samples import case_file
from tests.systems import KILLED, kill_now
from tests.ui.gestures import bare
from tests.ui.paper_tray import serving
from tipdesk.desk.unlocking import unlock
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.preview import page_count, text

ROOT = Path(__file__).resolve().parents[2]
ARABIC, LATIN = "بتجحدرسشعفقكلمنهو", "BCDFGHJKLMNPQRSTVWXZ"
SAVES = 3  # acknowledged saves before the plug is pulled


class Child:
    """The program with its person; what it tells is read line by line."""

    def __init__(self, world: "World", vault: str, act: str, *arguments: object) -> None:
        self.heard: list[dict] = []
        self._errors = world.folder / f"{vault}-{act}.err"
        errors = self._errors.open("w", encoding="utf-8")
        self.trace = world.folder / f"{vault}-{act}.trace"
        self._process = subprocess.Popen(
            [
                *watched(self.trace),
                sys.executable,
                "-m",
                "tests.journeys.acts",
                act,
                *map(str, arguments),
            ],
            cwd=ROOT,
            env=world.environment(vault),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        )
        errors.close()

    def lines(self):
        """What is told, as it comes."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.heard.append(json.loads(line))
            yield self.heard[-1]

    @property
    def pid(self) -> int:
        """Of the program itself."""
        return program_below(self._process.pid)

    def go_on(self) -> None:
        """After a look at it."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def _end(self) -> int:
        status = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        return status

    def kill(self) -> None:
        """Pull the plug."""
        kill_now(self.pid)
        for _line in self.lines():
            pass  # what was told before the end
        status = self._end()
        assert status == KILLED, self._errors.read_text(encoding="utf-8")[-6000:]

    def finish(self) -> dict[str, dict]:
        """Wait for the end; what was told, by its name."""
        for _line in self.lines():
            pass
        status = self._end()
        assert status == 0, self._errors.read_text(encoding="utf-8")[-6000:]
        assert self.heard[-1]["what"] == "done"
        return {line["what"]: line for line in self.heard}


def word_of(letters: str) -> str:
    """Eight letters that nobody has ever typed."""
    return "".join(secrets.choice(letters) for _letter in range(8))


class World:
    """A home, two vaults, a USB drive and the authority's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.began = time.time()
        self.name, self.surname, word = word_of(ARABIC), word_of(LATIN), word_of(ARABIC)
        self.typed = (self.name, self.surname, word)
        self.usb_drive = folder / f"stick-{word_of(LATIN)}"
        self.home = folder / "home"
        self.tray = self.usb_drive / "tray"
        for folder_made in (self.usb_drive, self.home, self.tray, folder / "tmp"):
            folder_made.mkdir()
        (folder / "authority.txt").write_text("موجة مرفأ لوز شمعة طريق", encoding="utf-8")
        (folder / "second.txt").write_text("غيمة سلم زورق حقل مرآة", encoding="utf-8")

    def environment(self, vault: str) -> dict[str, str]:
        """Nothing of the outer home; the vault of this station."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("XDG_")
        }
        return {
            **inherited,
            "HOME": str(self.home),
            "TMPDIR": str(self.folder / "tmp"),
            "CUPS_SERVER": str(self.folder / "queue"),
            "QT_QPA_PLATFORM": "offscreen",
            "TIPDESK_VAULT": str(self.folder / vault),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",  # of the interpreter; all else is looked at
            "JOURNEY_MARKERS": " ".join(self.typed),
        }

    def clerk(self, *words: object) -> str:
        """One command of the authority's clerk."""
        return self.at_the_authority("authority.txt", *words)

    def at_the_authority(self, passphrase: str, *words: object) -> str:
        """One command of somebody there."""
        done = subprocess.run(
            [
                sys.executable, "-m", "tipdesk", "authority", words[0],
                self.folder / "authority", *words[1:],
                "--passphrase-file", self.folder / passphrase,
            ],
            cwd=ROOT,
            env=self.environment("none"),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def carried(self, pattern: str) -> Path:
        """The one file of this kind on the USB drive."""
        (path,) = self.usb_drive.glob(pattern)
        return path

    def bundle(self, files: dict[str, str]) -> Path:
        """The case bundle on the USB drive, where the protective annex lies beside it."""
        carried = {path.name for path in self.usb_drive.glob("*.asice.age")}
        assert carried == {files["bundle"], files["annex"]}
        return self.usb_drive / files["bundle"]


def assert_no_key_in(child: Child, vault: Path) -> None:
    """Neither the vault's key nor the officer's lies in memory once the window is locked."""
    for line in child.lines():
        if line["what"] == "locked":
            key = unlock(vault, OFFICER[0], OFFICER[2])
            copies_found = copies(child.pid, of_keys(dek=key.dek, seed=key.seed))
            assert set(copies_found.values()) == {0}, copies_found
            child.go_on()
    assert any(line["what"] == "locked" for line in child.heard) or sys.platform != "linux"


def assert_written_in_place(world: World) -> None:
    """Every file that was opened for writing lies in a vault, on the USB drive, in memory while it is
    printed, or is Qt's own note of how its file dialog looks (whose words are searched with all
    others), or ours of what a passphrase costs and of how far a vault was seen."""
    for vault in ("officers", "prosecution"):
        traces = list(world.folder.glob(f"{vault}-*.trace"))
        assert traces or sys.platform != "linux"
        for trace in traces:
            places = (f"{world.folder / vault}/", f"{world.usb_drive}/", f"{world.home}/.config/Qt",
                      f"{world.home}/.config/tipdesk/vaults", "/dev/shm/tipdesk-")  # fmt: skip
            costs = f"{world.home}/.config/tipdesk/key-costs.json"
            allowed = {
                "/dev/null",  # where a child's own complaints go
                str(world.folder / vault),
                *map(str, Path(costs).parents[:2]),
                costs,
                f"{costs}.tmp",
            }
            paths = written(trace)
            assert f"{world.folder / vault}/vault.db" in paths, trace.name
            assert {path for path in paths if not path.startswith(places)} <= allowed, trace.name


def digits_in(text: str) -> str:
    """The 40 digits that a command printed."""
    digits = "".join(sign for sign in text if sign.isdigit())
    assert len(digits) == 40, text
    return digits


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Iterator[World]:
    new_world = World(tmp_path_factory.mktemp("journey"))
    with serving(new_world.folder / "queue", new_world.tray):
        yield new_world


@pytest.mark.timeout(1800)
def test_from_the_first_start_to_the_receipt(world: World) -> None:
    clerks = ("--person", "هالة", "CA-1", "--person", "يوسف", "CA-2")
    other = ("--other-passphrase-file", world.folder / "second.txt")
    root = digits_in(world.clerk("init", "--agency", "جهة الرحلة", *clerks, *other))
    for vault, kind, people in (
        ("officers", "officer", ("T-07", "S-01")),
        ("prosecution", "receiving", ("P-03",)),
    ):
        setup = Child(world, vault, "set_up", kind, world.usb_drive).finish()
        for code in people:
            request = world.carried(f"enrolment-{code.lower()}*")
            certificate = world.usb_drive / f"{code.lower()}.pem"
            spoken = setup[f"request of {code}"]["digits"]
            world.clerk("issue", request, "--fingerprint", spoken, "--out", certificate)
    world.clerk("trust-list")
    world.at_the_authority("second.txt", "countersign", "--out", world.usb_drive)
    pack = world.carried("trust-*.asice")

    paper, form = world.tray / "1.pdf", world.usb_drive / "intake.pdf"
    typing = Child(world, "officers", "interview", pack, world.usb_drive, root, paper)
    saved = 0
    for line in typing.lines():
        saved += line["what"] == "saved"
        if saved == SAVES:
            break
    typing.kill()
    acknowledged = [event["story"] for event in typing.heard if event["what"] == "saved"]
    assert len(acknowledged) >= SAVES
    assert typing.heard[0]["what"] == "printed"  # before the account
    assert page_count(paper.read_bytes()) == 1

    setup = Child(world, "officers", "reopen", form).finish()
    assert setup["name"] == {"what": "name", "text": world.name, "surname": world.surname}
    assert setup["story"]["text"].startswith(acknowledged[-1].rstrip())  # ends are trimmed
    story = setup["story"]["text"]
    assert page_count(form.read_bytes()) > 1
    printed = unicodedata.normalize("NFKC", text(form.read_bytes()))
    assert world.name in printed
    assert world.surname in printed

    sent = Child(world, "officers", "export", world.usb_drive).finish()
    bundle = world.bundle(sent["files"])
    received = Child(
        world, "prosecution", "receive", pack, world.usb_drive / "p-03.pem", root, bundle
    ).finish()
    assert received["fingerprint"] == sent["fingerprint"]
    for typed in (world.name, world.surname, story):  # what the other station can read
        assert bare(typed).strip() in received["opened"]["text"]

    reading = Child(world, "officers", "receipt", world.carried("*.receipt.asice"))
    assert_no_key_in(reading, world.folder / "officers")
    setup = reading.finish()
    assert "PPX-" in setup["receipt"]["text"]
    assert setup["list"]["wanted"] in setup["list"]["cells"]
    # Vaults, homes, temporary files, the terminal's words, the USB drive: only what was saved on purpose.
    left = found_in(world.folder, world.typed)
    assert sorted(left) == sorted(str(path.relative_to(world.folder)) for path in (paper, form))
    for place in (world.home, world.folder / "tmp"):
        # Not even where it was saved, and nothing that belongs on the USB drive.
        assert found_in(place, (world.usb_drive.name,), MAGICS + SENT) == []
    assert found_since(world.began, world.typed, without=world.folder) == []
    assert_written_in_place(world)


def test_what_is_written_elsewhere_is_noticed(tmp_path: Path) -> None:
    code = "import os; open('a ملف', 'w'); os.rename('a ملف', 'b'); os.mkdir('c'); open('b')"
    trace = tmp_path / "trace"
    subprocess.run([*watched(trace), sys.executable, "-c", code], check=True, cwd=tmp_path)
    assert {"a ملف", "b", "c"} <= written(trace)


def test_the_search_of_memory_sees() -> None:
    # No run of numbers: tables of letters in the libraries hold those.
    key, other = (bytes(number * step % 251 for number in range(1, 33)) for step in (73, 91))
    key_code = "bytes([one * 73 % 251 for one in range(1, 33)])"
    code = f"import sys; kept = {key_code}; print(flush=True); sys.stdin.readline()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=-1, stdout=-1, encoding="utf-8"
    ) as child:
        child.stdout.readline()
        counts = copies(child.pid, of_keys(key=key, other=other))
        child.communicate("\n")
    assert counts["key raw"] >= 1  # the list it is made of may leave another
    assert sum(counts.values()) == counts["key raw"]


def test_the_search_for_traces_finds_them(tmp_path: Path) -> None:
    name = word_of(ARABIC)
    for number, spelling in enumerate(sorted(spellings(name))):
        (tmp_path / f"{number}.conf").write_bytes(b"last=" + spelling + b";")
    (tmp_path / "paper").write_bytes(b"%PDF-1.7")
    (tmp_path / "calm.ini").write_text("width=1366", encoding="utf-8")
    (tmp_path / f"{name}.txt").touch()
    assert len(found_in(tmp_path, (name,))) == len(spellings(name)) + 2
    for number, head in enumerate(SENT):
        (tmp_path / f"sent-{number}").write_bytes(head + b"v1\n")
    assert len(found_in(tmp_path, (name,), MAGICS + SENT)) == len(spellings(name)) + 4


def test_a_call_that_strace_tells_of_in_two_lines_is_one(tmp_path: Path) -> None:
    refused, folder, endless = ("".join(f"\\x{ord(sign):02x}" for sign in name) for name in "rfe")
    lines = [
        f'7 mkdir("{refused}", 0777 <unfinished ...>',
        f'8 mkdir("{folder}", 0777 <unfinished ...>',
        f'9 mkdir("{endless}", 0777 <unfinished ...>',
        "7 <... mkdir resumed>)             = -1 EEXIST (File exists)",
        "8 <... mkdir resumed>)             = 0",
    ]
    (tmp_path / "trace").write_text("\n".join(lines), "utf-8")
    assert written(tmp_path / "trace") == {"f", "e"}  # of one that never ended nobody knows


def test_the_search_for_traces_looks_where_all_programs_put_files(tmp_path: Path) -> None:
    secret, surname = word_of(ARABIC), word_of(LATIN)
    answers = {"name_ar_first": secret, "name_latin_surname": surname}
    pdf = render("intake", case_file(everything=False, extra=answers))
    assert not any(
        spelling in pdf for word in answers.values() for spelling in spellings(word)
    )  # packed
    began, names = time.time() - 1, []
    with ExitStack() as files:
        for place, data in product(SHARED, (secret.encode("utf-16-le"), pdf)):
            descriptor, name = tempfile.mkstemp(dir=place)
            files.callback(Path(name).unlink)
            os.close(descriptor)
            Path(name).write_bytes(data)
            names.append(name)
        changed = changed_since(began, without=tmp_path)
        assert sorted(holding(changed, (secret,))) == sorted(names)
        assert sorted(holding(changed, (surname,))) == sorted(names[1::2])
