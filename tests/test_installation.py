"""Which installation this is, whether its tree is whole, and which tree starts."""

import hashlib
import shutil
from pathlib import Path

import pytest

import tipdesk
from tests.programs import small_disk
from tipdesk.core import installation
from tipdesk.core.errors import Cancelled, DiskFull, ProgramDamaged
from tipdesk.core.installation import UPDATING, Installation, Kind, Pointer
from tipdesk.core.plain_file import PART
from tipdesk.core.settings import translations_dir
from tipdesk.core.work import Work


def tree_at(folder: Path, text: str = "program") -> Path:
    """A small whole tree."""
    package = folder / "tipdesk"
    package.mkdir(parents=True)
    (package / "__init__.py").write_bytes(b"# all of it\n")
    program = installation.program(folder)
    program.parent.mkdir(exist_ok=True)
    program.write_bytes(text.encode())
    write_manifest(folder)
    return folder


def write_manifest(folder: Path) -> None:
    """As packages carry it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in files
        if path.name != installation.MANIFEST
    ]
    (folder / installation.MANIFEST).write_bytes("".join(lines).encode())


def real_tree_at(folder: Path) -> Path:
    """A tree with this program in it, but for its windows; Python starts it by PYTHONPATH."""
    tree_at(folder)
    shutil.rmtree(folder / "tipdesk")
    skipped = shutil.ignore_patterns("__pycache__", "ui")
    shutil.copytree(Path(tipdesk.__file__).parent, folder / "tipdesk", ignore=skipped)
    shutil.copytree(translations_dir(), folder / "tipdesk" / "_translations")
    write_manifest(folder)
    return folder


def as_installed(base: Path, *trees: str) -> Installation:
    """The first of `trees` runs and starts; the second is the one before."""
    for name in trees:
        tree_at(base / name, name)
    installation.move_pointer(base, Pointer(*trees[:2]))
    return Installation(Kind.LINUX, base / trees[0], base)


def names(base: Path) -> list[str]:
    return sorted(path.name for path in base.iterdir())


def test_a_checkout_is_one() -> None:
    assert installation.this_installation() == Installation(Kind.CHECKOUT)


@pytest.mark.parametrize("inner", ["tipdesk", "app/tipdesk"])
@pytest.mark.parametrize(("platform", "kind"), [("win32", Kind.WINDOWS), ("linux", Kind.LINUX)])
def test_a_tree_beside_its_pointer_is_installed_for_one_user(
    tmp_path: Path, inner: str, platform: str, kind: Kind
) -> None:
    tree = tree_at(tmp_path / "app-0.3.0")
    package = tree / inner
    package.mkdir(parents=True, exist_ok=True)
    unpacked = installation.installation_of(package, platform)
    assert unpacked == Installation(Kind.UNPACKED, tree)
    installation.move_pointer(tmp_path, Pointer("app-0.3.0"))
    installed = installation.installation_of(package, platform)
    assert installed == Installation(kind, tree, tmp_path)


def test_what_apt_installed_is_known_by_its_place(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "usr" / "lib" / "tipdesk")
    package = tree / "tipdesk"
    assert installation.installation_of(package, debian=tree) == Installation(Kind.DEBIAN, tree)
    assert installation.installation_of(package).kind is Kind.UNPACKED


def test_a_whole_tree_is_whole(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "app-1")
    report = installation.check_tree(tree)
    assert report.whole
    assert report.manifest == hashlib.sha256((tree / "MANIFEST.sha256").read_bytes()).hexdigest()


def test_what_differs_from_the_manifest_is_named(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "app-1")
    (tree / "second").write_bytes(b"2")
    write_manifest(tree)
    (tree / "second").unlink()
    (tree / "more").write_bytes(b"")
    installation.program(tree).write_bytes(b"other")
    report = installation.check_tree(tree)
    assert not report.whole
    program = installation.program(tree).relative_to(tree).as_posix()
    assert (report.missing, report.altered, report.surplus) == (("second",), (program,), ("more",))


def test_a_link_is_no_file_of_a_tree(tmp_path: Path) -> None:
    """Its contents may be right today: what it leads to is no part of the tree."""
    tree = tree_at(tmp_path / "app-1")
    program = installation.program(tree)
    program.rename(tmp_path / "elsewhere")
    program.symlink_to(tmp_path / "elsewhere")
    (tree / "folder").symlink_to(tmp_path)
    report = installation.check_tree(tree)
    assert (report.altered, report.surplus) == (("bin/tipdesk",), ("folder",))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no manifest",
        f"{'0' * 64}  /etc/passwd",
        f"{'0' * 64}  ../outside",
        f"{'0' * 64}  a/./b",
        f"{'0' * 64}  c:other",
        f"{'0' * 64}  MANIFEST.sha256",
        f"{'0' * 64}  a\\b",
        f"{'0' * 64}  twice\n{'0' * 64}  twice",
        f"{'0' * 63}  short",
        f"{'0' * 64} *star",
    ],
)
def test_a_manifest_that_is_none_makes_no_tree_whole(tmp_path: Path, line: str) -> None:
    tree = tree_at(tmp_path / "app-1")
    (tree / "MANIFEST.sha256").write_bytes(line.encode() + b"\n")
    assert installation.check_tree(tree) == installation.TreeReport()


def test_an_endless_manifest_is_none(tmp_path: Path) -> None:
    tree = tree_at(tmp_path / "app-1")
    with (tree / "MANIFEST.sha256").open("ab") as file:
        file.truncate(5 << 20)
    assert not installation.check_tree(tree).whole


@pytest.mark.parametrize("pointer", [Pointer("app-1.0"), Pointer("app-1.1-2", "app-1.0~rc1")])
def test_a_pointer_says_what_was_written(tmp_path: Path, pointer: Pointer) -> None:
    installation.move_pointer(tmp_path, pointer)
    assert installation.read_pointer(tmp_path) == pointer
    assert names(tmp_path) == ["current"]


@pytest.mark.parametrize(
    "text",
    ["", "app-1\napp-2\napp-3\n", "../app-1\n", "app-1.part\n", "app-a/b\n", "\xff", "app-\n"],
)
def test_a_pointer_that_could_lead_elsewhere_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "current").write_bytes(text.encode("latin-1"))
    assert installation.read_pointer(tmp_path) is None


def test_without_a_pointer_there_is_none(tmp_path: Path) -> None:
    assert installation.read_pointer(tmp_path) is None


def test_after_the_vault_was_opened_the_tree_before_goes(tmp_path: Path) -> None:
    running = as_installed(tmp_path, "app-2", "app-1", "app-0")
    (tmp_path / f"app-3{PART}").mkdir()
    (tmp_path / f"{UPDATING}cut-off").mkdir()
    (tmp_path / f"{UPDATING}cut-off" / "setup.exe").write_bytes(b"half of it")
    (tmp_path / "mine.txt").write_bytes(b"kept")
    assert installation.settle(running)
    assert names(tmp_path) == ["app-2", "current", "mine.txt"]
    assert installation.read_pointer(tmp_path) == Pointer("app-2")
    assert not installation.settle(running)


def test_copies_of_an_update_that_a_power_cut_left_go_with_the_next_unlocking(
    tmp_path: Path,
) -> None:
    running = as_installed(tmp_path, "app-2")
    (tmp_path / f"{installation.UPDATING}1").write_bytes(b"of an update")
    (tmp_path / f"{installation.UPDATING}2").mkdir()
    (tmp_path / f"{installation.UPDATING}2" / "setup.exe").write_bytes(b"of it")
    installation.settle(running)
    assert names(tmp_path) == ["app-2", "current"]


def test_a_program_that_was_updated_while_it_ran_settles_nothing(tmp_path: Path) -> None:
    as_installed(tmp_path, "app-2", "app-1")
    older = Installation(Kind.LINUX, tmp_path / "app-1", tmp_path)
    assert not installation.settle(older)
    assert names(tmp_path) == ["app-1", "app-2", "current"]


def test_the_tree_before_settles_where_the_new_one_has_no_program(tmp_path: Path) -> None:
    as_installed(tmp_path, "app-2", "app-1")
    installation.program(tmp_path / "app-2").unlink()
    assert installation.settle(Installation(Kind.LINUX, tmp_path / "app-1", tmp_path))
    assert names(tmp_path) == ["app-1", "current"]


def test_a_program_that_nobody_installed_settles_nothing(tmp_path: Path) -> None:
    as_installed(tmp_path, "app-2", "app-1")
    assert not installation.settle(Installation(Kind.CHECKOUT))
    assert not installation.settle(Installation(Kind.DEBIAN, tmp_path / "app-2"))
    assert names(tmp_path) == ["app-1", "app-2", "current"]


def test_a_tree_that_starts_for_the_first_time_is_compared_with_its_manifest(
    tmp_path: Path,
) -> None:
    running = as_installed(tmp_path, "app-2", "app-1")
    installation.check_first_start(running)
    (tmp_path / "app-2" / "more").write_bytes(b"")
    with pytest.raises(ProgramDamaged) as damaged:
        installation.check_first_start(running)
    assert damaged.value.details == {"reason": "back"}
    assert installation.read_pointer(tmp_path) == Pointer("app-1")
    before = Installation(Kind.LINUX, tmp_path / "app-1", tmp_path)
    installation.check_first_start(before)
    assert not installation.settle(before)
    assert names(tmp_path) == ["app-1", "current"]


def test_a_first_start_says_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    running = as_installed(tmp_path, "app-2", "app-1")
    size = sum(path.stat().st_size for path in (tmp_path / "app-2").rglob("*") if path.is_file())
    manifest = (tmp_path / "app-2" / installation.MANIFEST).stat().st_size
    reports: list[tuple[int, int]] = []
    assert installation.is_first_start(running)
    assert installation.check_first_start(running, Work(lambda *at: reports.append(at)))
    assert {total for _done, total in reports} == {size - manifest}  # bytes
    assert [done for done, _total in reports] == sorted(done for done, _total in reports)
    assert reports[-1][0] > 1
    stopped = Work()
    stopped.cancel()
    with pytest.raises(Cancelled):
        installation.check_first_start(running, stopped)
    assert installation.read_pointer(tmp_path) == Pointer("app-2", "app-1")
    before = Installation(Kind.LINUX, tmp_path / "app-1", tmp_path)
    assert not installation.is_first_start(before)


def test_there_is_no_way_back_to_a_tree_without_a_program(tmp_path: Path) -> None:
    running = as_installed(tmp_path, "app-2", "app-1")
    installation.program(tmp_path / "app-1").unlink()
    (tmp_path / "app-2" / "more").write_bytes(b"")
    with pytest.raises(ProgramDamaged) as damaged:
        installation.check_first_start(running)
    assert damaged.value.details == {}
    assert installation.read_pointer(tmp_path) == Pointer("app-2", "app-1")


def test_what_is_kept_when_another_one_comes_is_what_has_opened_the_vault(tmp_path: Path) -> None:
    assert installation.proven_tree(tmp_path) == ""
    as_installed(tmp_path, "app-2", "app-1")
    assert installation.proven_tree(tmp_path) == "app-1"
    installation.program(tmp_path / "app-1").unlink()
    assert installation.proven_tree(tmp_path) == "app-2"
    installation.move_pointer(tmp_path, Pointer("app-2"))
    assert installation.proven_tree(tmp_path) == "app-2"


def test_a_tree_that_has_opened_the_vault_is_not_read_through_at_each_start(
    tmp_path: Path,
) -> None:
    running = as_installed(tmp_path, "app-2")
    (tmp_path / "app-2" / "more").write_bytes(b"")
    installation.check_first_start(running)
    installation.check_first_start(Installation(Kind.CHECKOUT))


def test_a_link_that_is_named_like_a_tree_goes_alone(tmp_path: Path) -> None:
    base = tmp_path / "base"
    outside = tree_at(tmp_path / "outside")
    running = as_installed(base, "app-2", "app-1")
    (base / "app-0").symlink_to(outside)
    assert installation.settle(running)
    assert names(base) == ["app-2", "current"]
    assert installation.check_tree(outside).whole


def test_on_a_full_disk_the_pointer_stays(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", "256k") as small:
        as_installed(small, "app-2", "app-1")
        with pytest.raises(OSError, match="No space"):
            (small / "filler").write_bytes(bytes(1 << 20))
        with pytest.raises(DiskFull):
            installation.move_pointer(small, Pointer("app-1"))
        assert installation.read_pointer(small) == Pointer("app-2", "app-1")
        assert names(small) == ["app-1", "app-2", "current", "filler"]


def test_a_file_that_is_held_against_changes_stays_what_it_is(tmp_path: Path) -> None:
    """It is read and run meanwhile; nobody writes to it, renames it or takes it away."""
    path = tmp_path / "setup.exe"
    path.write_bytes(b"as it was counted")
    with installation.open_against_changes(path) as held:
        assert held.read() == b"as it was counted"
        assert path.read_bytes() == b"as it was counted"
        with pytest.raises(PermissionError):
            path.open("r+b")
        with pytest.raises(PermissionError):
            path.rename(tmp_path / "another.exe")
        with pytest.raises(PermissionError):
            path.unlink()
    path.write_bytes(b"afterwards")
