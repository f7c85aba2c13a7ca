"""What the Debian package is made of: libraries, ICU's data, and what a desktop reads of it."""

import gzip
import json
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6
import pytest

import locked_wheels
import program_tree
from debian import elf, icu, package
from tests.architecture.sources import ROOT
from tests.programs import program

FILES = ROOT / "packaging" / "debian" / "files"
QT = Path(PySide6.__file__).parent
LEFT_OUT = {"charset-normalizer", "pycparser"}  # nothing of them is in the package


def test_a_text_is_packed_as_debian_packs_it_whatever_python_builds(tmp_path: Path) -> None:
    text = (ROOT / "CHANGELOG.md").read_bytes()
    package._write_packed(tmp_path / "text.gz", text)
    packed = subprocess.run(
        [program("gzip"), "-9n"], input=text, stdout=subprocess.PIPE, check=True
    )
    assert (tmp_path / "text.gz").read_bytes() == packed.stdout


# --- libraries --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["QtCore.abi3.so", "Qt/lib/libQt6Gui.so.6"])
def test_a_library_says_what_readelf_reads_of_it(name: str) -> None:
    read = subprocess.run(
        [program("readelf"), "-dW", QT / name], capture_output=True, text=True, check=True
    ).stdout
    library = elf.library((QT / name).read_bytes())
    assert list(library.needed) == re.findall(r"\(NEEDED\) .*\[(.*)\]", read)
    assert library.soname == "".join(re.findall(r"\(SONAME\) .*\[(.*)\]", read))


def test_only_a_symbol_table_for_debuggers_is_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "library.so"
    path.write_bytes(next((QT / "Qt" / "lib").glob("libicuuc.so.*")).read_bytes())
    assert elf.names_its_parts(path.read_bytes())
    subprocess.run([program("strip"), "--strip-unneeded", path], check=True)
    assert not elf.names_its_parts(path.read_bytes())


def test_what_nothing_needs_is_found_however_long_the_chain() -> None:
    carried = Path("wheel.libs")

    def held(*names: str) -> dict[Path, elf.Library]:
        """Each needs the one behind its arrow."""
        pairs = [name.partition(">") for name in names]
        return {Path(at): elf.Library("", tuple(filter(None, [to]))) for at, _, to in pairs}

    libraries = held(
        "module.so>first.so", "wheel.libs/first.so>second.so", "wheel.libs/second.so",
        "wheel.libs/third.so>fourth.so", "wheel.libs/fourth.so>third.so",
    )  # fmt: skip
    names = [path.name for path in elf.unreached(libraries, {carried})]
    assert names == ["fourth.so", "third.so"]
    assert elf.needed_outside(held("a.so>b.so", "b.so>libc.so.6")) == {"libc.so.6"}


def test_a_library_without_a_known_package_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "QtCore.so").write_bytes((QT / "QtCore.abi3.so").read_bytes())
    with pytest.raises(program_tree.TreeFault, match=r"libshiboken6\.abi3\.so"):
        package.depends(tmp_path)


# --- ICU's data -------------------------------------------------------------------------------


def data_of(library: bytes) -> dict[str, bytes]:
    """Every item, by name, as ICU looks for it: by halving a table that is in order."""
    start = library.index(b"CmnD") - 12
    table = start + struct.unpack_from("<H", library, start)[0]
    (count,) = struct.unpack_from("<I", library, table)
    rows = list(struct.iter_unpack("<II", library[table + 4 : table + 4 + 8 * count]))
    names = [library[table + at : library.index(b"\0", table + at)].decode() for at, _ in rows]
    assert names == sorted(names)
    assert all(at % 16 == 0 for _, at in rows)
    ends = [at for _, at in rows[1:]] + [None]
    return {
        name: library[table + at : end and table + end]
        for name, (_, at), end in zip(names, rows, ends, strict=True)
    }


def test_icu_keeps_arabic_english_and_what_is_of_no_language_byte_for_byte(tmp_path: Path) -> None:
    whole = next((QT / "Qt" / "lib").glob("libicudata.so.*"))
    before = data_of(whole.read_bytes())
    lessened = tmp_path / whole.name
    lessened.write_bytes(whole.read_bytes())
    icu.lessen(lessened)
    after = data_of(lessened.read_bytes())
    assert lessened.stat().st_size < 5_000_000
    last = list(after)[-1]  # behind it stands what the linker added
    assert all(before[name] == data for name, data in after.items() if name != last)
    kept = {name.partition("/")[2] for name in after}
    assert kept > {
        "ar.res", "ar_KW.res", "en_GB.res", "root.res", "coll/ar.res", "coll/ucadata.icu", "zone/ar.res",
        "zoneinfo64.res", "supplementalData.res", "cnvalias.icu", "ibm-5352_P100-1998.cnv", "nfkc.nrm",
    }  # fmt: skip
    assert not {"de.res", "coll/zh.res", "brkitr/cjdict.dict", "unames.icu", "zone/fr.res"} & kept
    assert elf.library(lessened.read_bytes()).soname == whole.name


_ASKED = """
import gzip
import json
from PySide6.QtCore import QCollator, QDate, QLocale, QTimeZone, Qt
words = "فاطمة أحمد إبراهيم آمنة يوسف ابن ة ه ء ئ مريم zoe Äpfel apple Zebra 10 2 ١٠ ٢".split()
answers = []
for name in ("ar_KW", "ar_AE", "en_GB", "C"):
    order = QCollator(QLocale(name))
    order.setNumericMode(True)
    answers.append(sorted(words, key=order.sortKey))
    answers.append([QLocale(name).toUpper("aıß"), QLocale(name).toString(QDate(2026, 11, 29))])
    for zone in (b"Asia/Kuwait", b"Europe/London"):
        for form in (QTimeZone.LongName, QTimeZone.ShortName):
            answers.append(QTimeZone(zone).displayName(QTimeZone.StandardTime, form, QLocale(name)))
print(json.dumps(answers))
"""


def test_qt_orders_and_names_in_arabic_and_english_as_with_all_of_icu(tmp_path: Path) -> None:
    def answers(folder: str) -> list[object]:
        asked = subprocess.run(
            [sys.executable, "-c", _ASKED], env={"LD_LIBRARY_PATH": folder, "LC_ALL": "C.UTF-8"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        answers: list[object] = json.loads(asked.stdout)
        return answers

    whole = next((QT / "Qt" / "lib").glob("libicudata.so.*"))
    lessened = tmp_path / whole.name
    lessened.write_bytes(whole.read_bytes())
    icu.lessen(lessened)
    assert answers(str(tmp_path)) == answers("")
    lessened.write_bytes(b"")  # so it was read
    with pytest.raises(subprocess.CalledProcessError):
        answers(str(tmp_path))


# --- what a desktop reads ---------------------------------------------------------------------


def test_the_desktop_entry_is_valid_and_opens_what_the_types_say() -> None:
    entry = FILES / "tipdesk.desktop"
    validate = [program("desktop-file-validate"), entry]
    assert subprocess.run(validate, capture_output=True, text=True, check=False).stdout == ""
    opened = re.findall(r"(?m)^MimeType=(.*);$", entry.read_text("utf-8"))[0].split(";")
    kinds = ET.parse(FILES / "tipdesk.xml").getroot()
    name = "{http://www.freedesktop.org/standards/shared-mime-info}"
    named = [
        kind.get("type") for kind in kinds.iter(f"{name}mime-type") if kind.find(f"{name}glob") is not None
    ]  # fmt: skip
    assert opened == named


_KIND = """
import sys
from PySide6.QtCore import QMimeDatabase
kinds = QMimeDatabase()
for path in sys.argv[1:]:
    kind = kinds.mimeTypeForFile(path)
    print(kind.name(), kind.inherits("application/zip"))
"""


def test_a_file_of_ours_is_known_and_no_other_is(tmp_path: Path) -> None:
    types = tmp_path / "share" / "mime" / "packages" / "tipdesk.xml"
    types.parent.mkdir(parents=True)
    types.write_bytes((FILES / "tipdesk.xml").read_bytes())
    system = Path("/usr/share/mime/packages/freedesktop.org.xml")
    (types.parent / system.name).write_bytes(system.read_bytes())
    subprocess.run([program("update-mime-database"), types.parent.parent], check=True)
    age = b"age-encryption.org/v1\n-> X25519 ...\n"
    signed = b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.etsi.asic-e+zipPK\x03\x04"
    files = {
        "4e1c.asice.age": (age, "application/vnd.tipdesk.bundle", False),
        "4e1c.tipdesk": (age, "application/vnd.tipdesk.bundle", False),
        "4e1c.receipt.asice": (signed, "application/vnd.tipdesk.receipt", True),
        "tipdesk-0.3.0.update": (signed, "application/vnd.tipdesk.update", True),
        "trust-1.asice": (signed, "application/vnd.etsi.asic-e+zip", True),
        "somebody.age": (age, "text/plain", False),
        "somebody.zip": (b"PK\x03\x04" + bytes(60), "application/zip", True),
    }
    for name, (data, _kind, _zip) in files.items():
        (tmp_path / name).write_bytes(data)
    asked = subprocess.run(
        [sys.executable, "-c", _KIND, *(tmp_path / name for name in files)],
        env={"XDG_DATA_DIRS": str(tmp_path / "share"), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    expected = [f"{kind} {is_zip}" for _data, kind, is_zip in files.values()]
    assert asked.stdout.splitlines() == expected


def test_every_locked_package_stands_in_the_copyright_file_and_every_licence_is_given() -> None:
    text = (FILES / "copyright").read_text("utf-8")
    words = set(re.findall(r"[\w-]+", text.lower()))
    lock = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
    locked = {requirement.name for requirement in locked_wheels.wanted(lock, locked_wheels.linux())}
    assert locked - words == LEFT_OUT
    stanzas = text.split("\n\n")
    named = {re.findall(r"(?m)^License: (.*)", part)[0] for part in stanzas if part[:6] == "Files:"}
    given = [
        part.splitlines()[0].removeprefix("License: ") for part in stanzas if part[:3] == "Lic"
    ]
    assert sorted(given) == sorted(named)


# --- what the manual names --------------------------------------------------------------------


@pytest.fixture
def added(tmp_path: Path) -> Path:
    """Everything of the package beside its tree."""
    package._add_the_rest(tmp_path, program_tree.version())
    return tmp_path


@pytest.mark.parametrize("name", ["man1", "ar/man1"])
def test_every_page_that_the_manual_names_is_in_the_package(added: Path, name: str) -> None:
    packed = (added / "usr/share/man" / name / "tipdesk.1.gz").read_bytes()
    text = re.sub(r"\\f[BP]", "", gzip.decompress(packed).decode())
    folder = added / "usr" / "share" / "doc" / "tipdesk"
    named = set(re.findall(r"/usr/share/[\w/.-]*\w", text))
    pages = set(re.findall(r"[a-z.]+\.md\b", text))
    assert named == {"/usr/share/doc/tipdesk/docs"}
    assert (added / "usr/share/doc/tipdesk/docs").is_dir()
    assert len(pages) >= 5
    assert {page for page in pages if not (folder / "docs" / page).is_file()} == set()


def test_every_link_of_a_page_in_the_package_leads_somewhere_in_it(added: Path) -> None:
    folder = added / "usr" / "share" / "doc" / "tipdesk"
    pages = sorted(folder.rglob("*.md"))
    assert {page.name for page in pages} >= {path.name for path in (ROOT / "docs").glob("*.md")}
    for page in pages:
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8")):
            if "." in target:  # else a word in brackets
                assert (page.parent / target).is_file(), (page.name, target)


def test_a_courts_expert_finds_the_second_reader_and_what_it_needs(added: Path) -> None:
    """`verify_bundle.py` of the package judges a good vector where it lies."""
    shipped = added / "usr/share/doc/tipdesk/docs/verify_bundle.py"
    vectors = ROOT / "tests" / "vectors"
    words = ["--identity", vectors / "keys/office.txt", "--trust", vectors / "trust/trust.asice"]
    file = vectors / "files" / "good.asice.age"
    for name in ("age", "age-keygen", "openssl"):
        program(name)
    done = subprocess.run(
        [sys.executable, shipped, file, *words, "--at", "2026-11-24T12:30:10Z"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["ACCEPT"]), done.stderr
