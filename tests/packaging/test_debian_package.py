"""The Debian package as it is made, looked at by Lintian, and lived with in a bare Debian 13."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import build_cache
import program_tree
from tests.architecture.sources import ROOT
from tests.once import made_once
from tests.programs import program
from tipdesk.core.installation import Kind, check_tree, installation_of

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]

VERSION = program_tree.version()
NAME = f"tipdesk_{VERSION}_amd64.deb"
MOST = (
    34_000_000  # bytes of the package; less than 43, ICU's data of other languages being left out
)
MOST_INSTALLED = 125_000_000
TRIAL = Path(__file__).parent / "debian_trial.sh"
SOURCES = ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")

_BUILD = """
import sys, build
build.DIST = build.Path(sys.argv[1])
build.make_deb(build.Wishes(None, ""))
"""


def build(
    dist: Path, checkout: Path, before: Sequence[str] = (), other: Mapping[str, str] | None = None
) -> None:
    """The package of a checkout; `before` stands before the command that makes it."""
    dist.mkdir()
    places = {"PYTHONPATH": f"{checkout}/packaging:{checkout}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*before, sys.executable, "-c", _BUILD, str(dist)], cwd=checkout, check=False,
        env={**os.environ, **places, **(other or {})}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def cache() -> Path:
    """Of the person who tests; a test itself has another home."""
    return build_cache.cache()


@pytest.fixture(scope="module")
def dist(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        build(folder / "dist", ROOT, other={"TIPDESK_BUILD_CACHE": str(cache)})

    return made_once(tmp_path_factory, "debian-package", make) / "dist"


@pytest.fixture(scope="module")
def unpacked(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        subprocess.run([program("dpkg-deb"), "-R", dist / NAME, folder / "package"], check=True)

    return made_once(tmp_path_factory, "debian-package-unpacked", make) / "package"


def test_it_is_small_whole_and_knows_itself(dist: Path, unpacked: Path) -> None:
    tree = unpacked / "usr" / "lib" / "tipdesk"
    assert (dist / NAME).stat().st_size <= MOST
    assert program_tree.size_of(tree) <= MOST_INSTALLED
    assert check_tree(tree).whole
    package = tree / "lib" / "python3.13" / "site-packages" / "tipdesk"
    assert installation_of(package, debian=tree).kind is Kind.DEBIAN
    assert os.access(tree / "bin" / "tipdesk", os.X_OK)
    assert not [path for path in tree.rglob("*") if path.is_symlink()]
    licences = unpacked / "usr" / "share" / "doc" / "tipdesk" / "licences"
    assert licences.readlink() == Path("../../../lib/tipdesk/licences")
    listed = (tree / "licences" / "LIST.txt").read_text("utf-8")
    assert re.search(r"(?m)^pyside6-essentials 6\S+ +LGPL-3.0-only$", listed)
    assert not re.search(r"(?m)^(pycparser|charset-normalizer) ", listed)


def test_lintian_finds_no_error_and_nothing_to_warn_of(dist: Path) -> None:
    words = [program("lintian"), "--allow-root", "--fail-on", "error,warning", dist / NAME]
    checked = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (checked.stdout, checked.returncode) == ("", 0)


def test_the_same_bytes_elsewhere_by_another_user_on_another_day(
    dist: Path, cache: Path, tmp_path: Path
) -> None:
    """A copy without git, of another date, in another folder."""
    other = tmp_path / "نسخة أخرى"
    listed = subprocess.run(
        [program("git"), "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, other / name)
    user = [program("unshare"), "--user", "--map-user=1234", "--map-group=4321"]
    day = [program("faketime"), "2031-05-06 07:08:09"]
    mask = [program("sh"), "-c", 'umask 077; exec "$@"', "sh"]
    build(
        tmp_path / "dist", other, [*mask, *user, *day],
        {"TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "HOME": str(tmp_path),
         "TIPDESK_BUILD_CACHE": str(cache)},
    )  # fmt: skip
    for path in dist.iterdir():
        assert (tmp_path / "dist" / path.name).read_bytes() == path.read_bytes(), path.name


def test_it_is_installed_used_and_removed_in_a_bare_debian_13(dist: Path, tmp_path: Path) -> None:
    """From the package sources of this computer, as a person who was never output of Python."""
    sources = next(path for path in SOURCES if Path(path).exists())
    output = tmp_path / "output"
    hooks = [
        'mkdir "$1/trial"',
        f"upload {dist / NAME} /trial/tipdesk.deb",
        f"upload {TRIAL} /trial/trial.sh",
        f'chroot "$1" sh /trial/trial.sh >{output} 2>&1 || cat {output} >&2',
    ]
    words = [f"--customize-hook={hook}" for hook in hooks]
    done = subprocess.run(
        [program("mmdebstrap"), "--variant=minbase", *words, "trixie", "/dev/null", sources],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    steps = _steps(output.read_text("utf-8"))
    assert list(steps)[-1] == "done", done.stderr[-3000:]
    assert steps["the version"] == f"tipdesk {VERSION}"
    assert "`tipdesk demo --out DIR`" in steps["no screen"]
    assert steps["other words of Python are not let through"] == "exit 2\nexit 2"
    assert steps["a case bundle is verified"] == "Result: valid."
    assert steps["processes that read what comes from outside"] == "True True True True None"
    assert "ended by signal 15" in steps["a window offscreen"]
    assert "مكتب الاستقبال" in steps["a window on a screen"]
    counted = [int(number) for number in steps["the tree is as it was installed"].split()]
    assert counted[1] == counted[0] + 1  # the manifest itself
    assert steps["it runs from where somebody has unpacked it"] == "\n".join(
        [f"tipdesk {VERSION}"] * 2
    )
    control = subprocess.run(
        [program("dpkg-deb"), "-f", dist / NAME, "Depends"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    computed = re.findall(r"(?m)^shlibs:Depends=(.*)$", steps["what dpkg-shlibdeps finds"])[0]
    of_python = "python3 (>= 3.13), python3 (<< 3.14), python3.13, "
    assert control.strip() == of_python + computed
    assert steps["removed"] == ""


def _steps(output: str) -> dict[str, str]:
    """What was said at each step, in order."""
    parts = re.split(r"(?m)^== (.*)\n", output + "\n")
    return {name: words.strip() for name, words in zip(parts[1::2], parts[2::2], strict=True)}
