"""What packages are made of: the right wheel for another computer, and nothing with another digest."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment

import build_cache
import locked_wheels
from windows import debian_source, interpreter

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "packaging" / "requirements-dev.txt").read_text("utf-8")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TIPDESK_BUILD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from, and no other place."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    (tmp_path / "index").mkdir()
    return tmp_path / "index"


def wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """A wheel; its SHA-256."""
    distribution, version, tag = name.removesuffix(".whl").split("-", 2)
    about = f"{distribution}-{version}.dist-info"
    files = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n",
        f"{about}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    with zipfile.ZipFile(folder / name, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("platform", [locked_wheels.windows(), locked_wheels.linux("3.11")])
@pytest.mark.parametrize(
    "marker",
    [
        "sys_platform == 'win32'",
        "sys_platform == 'win32' and python_full_version < '3.12'",
        "python_full_version >= '3.9' or os_name != 'nt'",
        "(python_version < '3.12' or platform_system == 'Windows') and implementation_name != 'PyPy'",
        "python_version >= '3.11'",
        "python_version == '3.11.0'",
    ],
)
def test_markers_hold_as_pip_says(marker: str, platform: locked_wheels.Platform) -> None:
    environment = {**default_environment(), **platform.markers}
    assert locked_wheels.holds(marker, platform.markers) == Marker(marker).evaluate(environment)


def test_a_marker_that_nobody_knows_is_no_answer() -> None:
    with pytest.raises((ValueError, KeyError)):
        locked_wheels.holds("platform_release == 'x'", locked_wheels.linux().markers)


def test_each_platform_gets_its_packages_of_the_lock() -> None:
    windows, linux, old = (
        {requirement.name: requirement for requirement in locked_wheels.wanted(LOCK, platform)}
        for platform in (
            locked_wheels.windows(),
            locked_wheels.linux(),
            locked_wheels.linux("3.11"),
        )
    )
    assert windows.keys() - linux.keys() == {"colorama", "tzdata"}
    assert linux.keys() <= windows.keys()
    assert windows["pyside6-essentials"].version == "6.12.0"
    assert old["pyside6-essentials"].version == "6.11.3"
    assert all(requirement.hashes for requirement in windows.values())


def test_the_wheel_of_the_right_computer_is_fetched_once(index: Path, tmp_path: Path) -> None:
    wanted = wheel(
        index, "small_thing-1.0-cp313-cp313-win_amd64.whl", {"small_thing.py": "WINDOWS = 1"}
    )
    other = wheel(
        index, "small_thing-1.0-cp313-cp313-manylinux_2_28_x86_64.whl", {"small_thing.py": ""}
    )
    lock = tmp_path / "lock.txt"
    lock.write_text(
        f"small-thing==1.0 \\\n    --hash=sha256:{wanted} \\\n    --hash=sha256:{other}\n"
    )
    (file,) = locked_wheels.provide(lock, locked_wheels.windows())
    assert build_cache.digest(file) == wanted
    for name in index.iterdir():
        name.unlink()
    assert locked_wheels.provide(lock, locked_wheels.windows()) == [file]
    locked_wheels.unpack([file], tmp_path / "site")
    assert (tmp_path / "site" / "small_thing.py").read_text() == "WINDOWS = 1"


def test_a_file_of_the_cache_that_was_changed_is_fetched_again(index: Path, tmp_path: Path) -> None:
    wanted = wheel(index, "small_thing-1.0-py3-none-any.whl", {"small_thing.py": ""})
    lock = tmp_path / "lock.txt"
    lock.write_text(f"small-thing==1.0 \\\n    --hash=sha256:{wanted}\n")
    (file,) = locked_wheels.provide(lock, locked_wheels.linux())
    file.write_bytes(b"another")
    (file,) = locked_wheels.provide(lock, locked_wheels.linux())
    assert build_cache.digest(file) == wanted


def test_of_a_wheel_for_one_python_there_may_be_one_for_another(
    index: Path, tmp_path: Path
) -> None:
    digests = [
        wheel(index, f"small_thing-1.0-{tag}-{tag}-win_amd64.whl", {"small_thing.py": tag})
        for tag in ("cp311", "cp313")
    ]
    hashes = " \\\n".join(f"    --hash=sha256:{digest}" for digest in digests)
    lock = tmp_path / "lock.txt"
    lock.write_text(f"small-thing==1.0 \\\n{hashes}\n")
    for python, digest in zip(("3.11", "3.13"), digests, strict=True):
        (file,) = locked_wheels.provide(lock, locked_wheels.windows(python))
        assert build_cache.digest(file) == digest


def test_what_a_wheel_keeps_apart_lands_where_pip_puts_it(tmp_path: Path) -> None:
    wheel(tmp_path, "a-1.0-py3-none-any.whl", {
        "a/__init__.py": "", "a-1.0.data/purelib/b.py": "", "a-1.0.data/scripts/run": "",
    })  # fmt: skip
    locked_wheels.unpack([tmp_path / "a-1.0-py3-none-any.whl"], tmp_path / "site")
    files = {
        path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.py")
    }
    assert files == {"a/__init__.py", "b.py"}
    assert not (tmp_path / "site" / "run").exists()


def test_of_a_source_its_one_module_is_taken(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bagit-1.9.0.tar.gz", "w:gz") as archive:
        for name in ("bagit.py", "setup.py", "PKG-INFO"):
            archive.addfile(tarfile.TarInfo(f"bagit-1.9.0/{name}"), io.BytesIO())
    locked_wheels.unpack([tmp_path / "bagit-1.9.0.tar.gz"], tmp_path / "site")
    assert {path.name for path in (tmp_path / "site").rglob("*.*")} == {
        "bagit.py",
        "bagit-1.9.0.dist-info",
    }


def test_what_is_kept_is_asked_for_its_digest(cache: Path) -> None:
    sha256 = hashlib.sha256(b"right").hexdigest()
    fetched: list[Path] = []

    def fetch(folder: Path) -> None:
        fetched.append(folder)
        (folder / "file").write_bytes(b"right" if len(fetched) < 3 else b"wrong")

    file = build_cache.kept("file", sha256, fetch)
    assert build_cache.kept("file", sha256, fetch) == file
    assert len(fetched) == 1
    file.write_bytes(b"changed")
    assert build_cache.kept("file", sha256, fetch).read_bytes() == b"right"
    file.unlink()
    with pytest.raises(build_cache.NotFetched, match="file"):
        build_cache.kept("file", sha256, fetch)
    assert not file.exists()
    assert {path.name for path in cache.iterdir()} == {"sources"}


def test_a_folder_that_was_not_finished_is_made_again(cache: Path) -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        (folder / "half").touch()
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011  its own
        build_cache.prepared("whole", fail)
    assert build_cache.prepared("whole", lambda folder: folder.mkdir()) == cache / "whole"
    assert list((cache / "whole").iterdir()) == []


def test_the_official_python_takes_the_shape_of_the_stand_in(tmp_path: Path) -> None:
    library = io.BytesIO()
    with zipfile.ZipFile(library, "w") as archive:
        archive.writestr("os.pyc", b"")
        archive.writestr("json/__init__.pyc", b"")
    with zipfile.ZipFile(tmp_path / "python.zip", "w") as archive:
        archive.writestr("python313.zip", library.getvalue())
        for name in ("python.exe", "python3.dll", "python313.dll", "vcruntime140.dll", "LICENSE.txt",
                     "python313._pth", "_ssl.pyd", "libcrypto-3.dll"):  # fmt: skip
            archive.writestr(name, b"")
    digest = build_cache.digest(tmp_path / "python.zip")
    folder = interpreter.provide(interpreter.Official(tmp_path / "python.zip", digest))
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        "python.exe", "python3.dll", "python313.dll", "vcruntime140.dll", "LICENSE.txt",
        "DLLs/_ssl.pyd", "DLLs/libcrypto-3.dll", "Lib/os.pyc", "Lib/json/__init__.pyc",
    }  # fmt: skip
    assert interpreter.version_of(folder) == "python313"
    with pytest.raises(build_cache.NotFetched):
        interpreter.provide(interpreter.Official(tmp_path / "python.zip", "0" * 64))


def test_what_is_given_out_holds_nothing_that_was_changed_in_the_cache(tmp_path: Path) -> None:
    library = io.BytesIO()
    zipfile.ZipFile(library, "w").close()
    with zipfile.ZipFile(tmp_path / "python.zip", "w") as archive:
        archive.writestr("python313.zip", library.getvalue())
        for name in ("python.exe", "python313.dll", "_ssl.pyd"):
            archive.writestr(name, b"as python.org gives it")
    official = interpreter.Official(
        tmp_path / "python.zip", build_cache.digest(tmp_path / "python.zip")
    )
    kept = interpreter.provide(official)
    for file in kept.rglob("*.*"):
        if file.is_file():
            file.write_bytes(b"changed")
    anew = interpreter.provide(official, anew=tmp_path / "python")
    assert anew == tmp_path / "python"
    assert (anew / "python313.dll").read_bytes() == b"as python.org gives it"
    assert (anew / "DLLs" / "_ssl.pyd").read_bytes() == b"as python.org gives it"


@pytest.mark.parametrize(
    ("line", "stanza"),
    [
        (
            "deb https://mirror.example/debian trixie main contrib",
            "Types: deb-src\nURIs: https://mirror.example/debian\nSuites: trixie\nComponents: main contrib",
        ),
        (
            "deb [ arch=amd64 signed-by=/keys.gpg ] https://mirror.example/debian trixie main",
            "Types: deb-src\nURIs: https://mirror.example/debian\nSuites: trixie\nComponents: main\nSigned-By: /keys.gpg",
        ),
    ],
)
def test_an_archive_of_packages_has_sources_too(tmp_path: Path, line: str, stanza: str) -> None:
    (tmp_path / "sources.list").write_text(f"# a comment\n{line}\ndeb-src nothing\n")
    assert debian_source.sources_of(tmp_path / "sources.list") == stanza


def test_an_archive_that_nobody_signed_gives_no_source(tmp_path: Path) -> None:
    signed = "Types: deb\nURIs: https://mirror.example/debian\nSuites: trixie\nSigned-By: /keys.gpg"
    path = tmp_path / "debian.sources"
    path.write_text(f"{signed}\n\nTypes: deb\nURIs: file:/local\nSuites: ./\nTrusted: yes\n")
    assert debian_source.sources_of(path) == signed.replace("deb\n", "deb-src\n", 1)
    assert debian_source.sources_of(tmp_path / "none.sources") == ""
