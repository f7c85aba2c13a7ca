"""The trees of a per-user installation on Linux: out of a package, or out of the tree that runs."""

import hashlib
import io
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.desk.update.packages import (
    files_of,
    manifest_of,
    member,
    members_of,
    package,
    tree_at,
)
from tests.programs import small_disk
from tipdesk.core.errors import DiskFull, ProgramDamaged, TargetNotWritable, UpdateRefused
from tipdesk.core.installation import (
    MANIFEST,
    Installation,
    Kind,
    Pointer,
    check_tree,
    move_pointer,
    read_pointer,
)
from tipdesk.core.work import Work
from tipdesk.desk.update.trees import STARTER, CountedReader, install_this, place, unpack

ROOT = Path(__file__).resolve().parents[3]


def unpacked(deb: bytes, tree: Path) -> CountedReader:
    reader = CountedReader(io.BytesIO(deb), 0, len(deb))
    tree.mkdir(parents=True)
    unpack(reader, tree, Work())
    return reader


def put(base: Path, version: str, before: str = "", deb: bytes | None = None) -> Path:
    data = package(members_of(files_of(version))) if deb is None else deb

    def fill(part: Path) -> None:
        unpack(CountedReader(io.BytesIO(data), 0, len(data)), part, Work())

    return place(base, version, before, fill)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def started(base: Path) -> str:
    run = subprocess.run([base / "tipdesk"], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_a_package_holds_its_tree_and_is_counted(tmp_path):
    deb = package(members_of(files_of("0.3.0")))
    reader = unpacked(deb, tmp_path / "tree")
    assert check_tree(tmp_path / "tree").whole
    program = tmp_path / "tree" / "bin" / "tipdesk"
    assert os.access(program, os.X_OK)
    assert not os.access(tmp_path / "tree" / "tipdesk" / "part_1.py", os.X_OK)
    assert reader.rest_sha256() == hashlib.sha256(deb).hexdigest()


def test_one_tree_stands_beside_the_other_and_the_new_one_starts(tmp_path):
    put(tmp_path, "0.2.0")
    assert started(tmp_path) == "version 0.2.0"
    put(tmp_path, "0.3.0", "app-0.2.0")
    assert started(tmp_path) == "version 0.3.0"
    assert read_pointer(tmp_path) == Pointer("app-0.3.0", "app-0.2.0")
    assert names(tmp_path) == {"app-0.2.0", "app-0.3.0", "current", "tipdesk"}


def test_the_starter_takes_the_tree_before_when_the_new_one_has_no_program(tmp_path):
    put(tmp_path, "0.2.0")
    put(tmp_path, "0.3.0", "app-0.2.0")
    (tmp_path / "app-0.3.0" / "bin" / "tipdesk").unlink()
    assert started(tmp_path) == "version 0.2.0"


@pytest.mark.parametrize("text", ["../outside\n", "app-x/../../outside\n", "app-1.part\n", ""])
def test_the_starter_goes_nowhere_else(tmp_path, text):
    base = tmp_path / "base"
    put(base, "0.2.0")
    for name in ("outside", "base/app-1.part"):
        tree_at(tmp_path / name, "9")
    (base / "current").write_text(text)
    run = subprocess.run([base / "tipdesk"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")


def test_the_starter_is_found_through_a_link_and_hands_words_on(tmp_path):
    base = tmp_path / "a folder"
    put(base, "0.2.0")
    (base / "app-0.2.0" / "bin" / "tipdesk").write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    (tmp_path / "link").symlink_to(base / "tipdesk")
    run = subprocess.run(
        [tmp_path / "link", "a b", "ج"], capture_output=True, text=True, check=True
    )
    assert run.stdout == "a b|ج|"


STARTERS = {
    "base": STARTER,
    "tree": (ROOT / "packaging/debian/files/starter.sh").read_text("utf-8"),
}


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_takes_nothing_from_the_folder_it_is_called_in_nor_from_the_environment(
    tmp_path, name
):
    """A folder on a USB drive, and a terminal that looks for programs where it stands."""
    says = '/usr/bin/env; echo "argv0 $0"'
    base = put_starter(tmp_path / "base", STARTERS[name], f"#!/bin/sh\n{says}\n")
    drive = tmp_path / "drive"
    drive.mkdir()
    for program in ("env", "readlink", "dirname", "python3.13"):
        (drive / program).write_text("#!/bin/sh\necho hostile >&2\n")
        (drive / program).chmod(0o755)
    (tmp_path / "link").symlink_to(base / "tipdesk")
    hostile = {"PYTHONEXECUTABLE": str(drive / "x"), "__PYVENV_LAUNCHER__": str(drive / "x")}
    run = subprocess.run(
        [tmp_path / "link"], cwd=drive, env={"PATH": f".:{os.defpath}", **hostile},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "hostile" not in run.stderr
    if name == "tree":
        assert f"argv0 {base / 'python'}" in run.stdout
        assert not {line.partition("=")[0] for line in run.stdout.splitlines()} & hostile.keys()


def put_starter(base: Path, starter: str, program: str) -> Path:
    """A starter in its folder, and instead of Python or a tree this program."""
    put(base, "0.2.0")
    for path in (base / "python", base / "app-0.2.0" / "bin" / "tipdesk"):
        path.write_text(program)
        path.chmod(0o755)
    (base / "tipdesk").write_text(starter.replace("/usr/bin/python3.13", str(base / "python")))
    return base


HOSTILE = {
    "up": member("../../outside", b"x"),
    "absolute": member("/etc/x", b"x"),
    "link": member("link", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "hard link": member(
        "link", b"", type=tarfile.LNKTYPE, linkname="./usr/lib/tipdesk/bin/tipdesk"
    ),
    "device": member("device", b"", type=tarfile.CHRTYPE),
    "pipe": member("pipe", b"", type=tarfile.FIFOTYPE),
    "twice": member("bin/tipdesk", b"other"),
    "more": member("more.py", b"no manifest names it"),
    "colon": member("c:x", b"x"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_no_tree_may_hold_is_not_installed(tmp_path, kind):
    put(tmp_path / "base", "0.2.0")
    deb = package([*members_of(files_of("0.3.0")), HOSTILE[kind]])
    with pytest.raises(UpdateRefused) as refused:
        put(tmp_path / "base", "0.3.0", "app-0.2.0", deb)
    assert refused.value.details == {"reason": "damaged"}
    assert names(tmp_path / "base") == {"app-0.2.0", "current", "tipdesk"}
    assert names(tmp_path) == {"base"}


def test_a_package_whose_manifest_names_other_files_is_not_installed(tmp_path):
    files = files_of("0.3.0")
    wrong = {**files, "tipdesk/part_1.py": b"other"}
    deb = package([member(MANIFEST, manifest_of(wrong)), *members_of(files)[1:]])
    with pytest.raises(UpdateRefused):
        put(tmp_path, "0.3.0", "", deb)
    assert names(tmp_path) == set()


def test_a_package_without_a_manifest_is_none(tmp_path):
    with pytest.raises(UpdateRefused):
        unpacked(package(members_of(files_of("0.3.0"))[1:]), tmp_path / "tree")


def test_a_package_that_is_cut_off_or_altered_is_none(tmp_path):
    deb = package(members_of(files_of("0.3.0")))
    for number, length in enumerate(range(0, len(deb) - 8, 97)):
        with pytest.raises(UpdateRefused):
            put(tmp_path / str(number), "0.3.0", "", deb[:length])
        assert names(tmp_path / str(number)) == set()


def test_a_name_that_is_taken_gets_a_number(tmp_path):
    put(tmp_path, "0.3.0")
    put(tmp_path, "0.3.0", "app-0.3.0")
    assert read_pointer(tmp_path) == Pointer("app-0.3.0-2", "app-0.3.0")


def test_on_a_full_disk_nothing_changes(tmp_path):
    with small_disk(tmp_path / "small", "400k") as base:
        put(base, "0.2.0")
        deb = package(members_of(files_of("0.3.0", 1 << 20)))
        with pytest.raises(DiskFull):
            put(base, "0.3.0", "app-0.2.0", deb)
        assert names(base) == {"app-0.2.0", "current", "tipdesk"}
        assert started(base) == "version 0.2.0"


def test_a_tree_that_cannot_be_named_goes_again(tmp_path):
    """Something that is no file stands where `current` is written."""
    put(tmp_path, "0.2.0")
    (tmp_path / "current").unlink()
    (tmp_path / "current" / "inside").mkdir(parents=True)
    with pytest.raises(TargetNotWritable):
        put(tmp_path, "0.3.0", "app-0.2.0")
    assert names(tmp_path) == {"app-0.2.0", "current", "tipdesk"}


# --- the first installation -------------------------------------------------------------------


def unpacked_program(root: Path) -> Installation:
    """A .deb that somebody unpacked, with what the desktop is told."""
    tree = tree_at(root / "usr" / "lib" / "tipdesk", "0.2.0")
    entry = root / "usr" / "share" / "applications" / "tipdesk.desktop"
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\nName=tipdesk\nExec=tipdesk %f\nTryExec=tipdesk\n")
    kinds = root / "usr" / "share" / "mime" / "packages" / "tipdesk.xml"
    kinds.parent.mkdir(parents=True)
    kinds.write_text("<mime-info/>")
    return Installation(Kind.UNPACKED, tree)


def test_a_program_that_nobody_installed_installs_itself_for_a_user(tmp_path):
    here = unpacked_program(tmp_path / "unpacked")
    home = tmp_path / "home"
    base, share = home / ".local" / "lib" / "tipdesk", home / ".local" / "share"
    assert install_this(here, base, share, Work()) == base / "tipdesk"
    assert started(base) == "version 0.2.0"
    assert read_pointer(base).before == ""
    entry = (share / "applications" / "tipdesk.desktop").read_text()
    assert f'\nExec="{base}/tipdesk" %f\n' in entry
    assert f"\nTryExec={base}/tipdesk\n" in entry
    assert (share / "mime" / "packages" / "tipdesk.xml").exists()
    tree = base / read_pointer(base).tree
    assert check_tree(tree).whole


def test_installing_once_more_keeps_the_one_before_until_the_vault_was_opened(tmp_path):
    here = unpacked_program(tmp_path / "unpacked")
    base = tmp_path / "base"
    install_this(here, base, tmp_path / "share", Work())
    install_this(here, base, tmp_path / "share", Work())
    first, second = sorted(path.name for path in base.glob("app-*"))
    assert read_pointer(base) == Pointer(second, first)


def test_installing_over_one_that_has_not_opened_the_vault_keeps_the_one_that_has(tmp_path):
    base = tmp_path / "base"
    put(base, "0.1.0")
    put(base, "0.1.5", "app-0.1.0")
    install_this(unpacked_program(tmp_path / "unpacked"), base, tmp_path / "share", Work())
    assert read_pointer(base) == Pointer("app-0.2.0", "app-0.1.0")


def test_a_damaged_program_installs_nothing(tmp_path):
    here = unpacked_program(tmp_path / "unpacked")
    (here.tree / "tipdesk" / "part_2.py").write_bytes(b"other")
    with pytest.raises(ProgramDamaged):
        install_this(here, tmp_path / "base", tmp_path / "share", Work())
    assert not (tmp_path / "base").exists()


@pytest.mark.parametrize("kind", [Kind.CHECKOUT, Kind.LINUX])
def test_a_checkout_and_what_is_installed_install_nothing(tmp_path, kind):
    base = tmp_path / "base"
    move_pointer_to(base)
    here = Installation(kind, None if kind is Kind.CHECKOUT else base / "app-1", base)
    here = Installation(kind) if kind is Kind.CHECKOUT else here
    with pytest.raises(UpdateRefused) as refused:
        install_this(here, base, tmp_path / "share", Work())
    assert refused.value.details == {"reason": "not_installed"}


def move_pointer_to(base: Path) -> None:
    base.mkdir()
    move_pointer(base, Pointer("app-1"))
