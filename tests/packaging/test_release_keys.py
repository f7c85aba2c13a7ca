"""Three people make keys, a root and a release; two of them sign, and the update holds."""

import hashlib

import pytest

import build
import release_keys
from tests.bundle.update.maker import contents_of, known
from tests.bundle.world import CHEAP
from tipdesk.bundle.update.maker_root import read_root
from tipdesk.bundle.update.verdict import Refusal, judge
from tipdesk.core.errors import WrongPassphrase

NAMES = ("Alya", "Badr", "Claire")


@pytest.fixture
def ceremony(tmp_path):
    """Keys on drives of their holders, and a folder with both packages."""
    for name in NAMES:
        drive = tmp_path / name
        drive.mkdir()
        (drive / "words").write_text(f"the long passphrase of {name}")
        run("key", "--maker", "Maker", "--name", name, *words(tmp_path, name), drive)
    folder = tmp_path / "release"
    folder.mkdir()
    for package in ("tipdesk-0.3.0-setup.exe", "tipdesk_0.3.0_amd64.deb"):
        (folder / package).write_bytes(package.encode() * 50)
    for language, line in (("ar", "ما تغيّر"), ("en", "What changed")):
        (folder / f"changes.{language}").write_text(f"{line}\n\n", encoding="utf-8")
    run("root", "--version", "1", folder, *(key(tmp_path, name) for name in NAMES))
    run(
        "release", "--version", "0.3.0", "--sequence", "3", "--date", "2026-11-20",
        "--root-version", "1", "--least-version", "0.1.0", "--changes-ar", folder / "changes.ar",
        "--changes-en", folder / "changes.en", folder,
    )  # fmt: skip
    return tmp_path


def run(*given):
    release_keys.main([str(word) for word in given], CHEAP)


def key(drives, name):
    return drives / name / f"{name}.key.json"


def words(drives, name):
    return ("--passphrase-file", drives / name / "words")


def sign(drives, file, *names):
    for name in names:
        run("sign", *words(drives, name), drives / "release" / file, key(drives, name))


def test_two_of_three_make_an_update(ceremony, capsys):
    folder = ceremony / "release"
    sign(ceremony, "root-1.json", "Alya", "Badr")
    sign(ceremony, "release.json", "Badr", "Claire")
    digest = hashlib.sha256((folder / "tipdesk_0.3.0_amd64.deb").read_bytes()).hexdigest()
    assert digest in capsys.readouterr().out  # what they sign is shown
    run("pack", folder)
    data = (folder / "tipdesk-0.3.0.update").read_bytes()
    root = read_root((folder / "root-1.json").read_bytes())
    verdict = judge(contents_of(data), known(pinned=root, before_agency=True))
    assert verdict.trusted
    assert verdict.makers == ("Badr", "Claire")
    assert verdict.release.changes["ar"] == ("ما تغيّر",)
    at_station = judge(contents_of(data), known(pinned=root))
    assert at_station.refusals == (Refusal.NOT_COUNTERSIGNED,)


def test_one_key_makes_none_however_often_it_signs(ceremony):
    sign(ceremony, "root-1.json", "Alya", "Badr")
    sign(ceremony, "release.json", "Badr", "Badr")
    with pytest.raises(SystemExit, match="1 of root 1"):
        run("pack", ceremony / "release")


def test_a_root_that_one_key_signed_makes_none(ceremony):
    sign(ceremony, "root-1.json", "Alya")
    sign(ceremony, "release.json", "Badr", "Claire")
    with pytest.raises(SystemExit, match="have to sign"):
        run("pack", ceremony / "release")


def test_a_package_that_was_changed_after_signing_makes_none(ceremony):
    sign(ceremony, "root-1.json", "Alya", "Badr")
    sign(ceremony, "release.json", "Badr", "Claire")
    (ceremony / "release" / "tipdesk_0.3.0_amd64.deb").write_bytes(b"other")
    with pytest.raises(SystemExit, match="not what was signed"):
        run("pack", ceremony / "release")
    assert not (ceremony / "release" / "tipdesk-0.3.0.update").exists()


def test_a_key_opens_with_its_passphrase_only_and_lies_nowhere_bare(ceremony):
    with pytest.raises(WrongPassphrase):
        run("sign", *words(ceremony, "Badr"), ceremony / "release" / "release.json",
            key(ceremony, "Alya"))  # fmt: skip
    assert b"PRIVATE" not in key(ceremony, "Alya").read_bytes()


def test_a_short_passphrase_makes_no_key(tmp_path):
    (tmp_path / "words").write_text("short")
    with pytest.raises(SystemExit):
        run("key", "--maker", "M", "--name", "N", "--passphrase-file", tmp_path / "words", tmp_path)
    assert not list(tmp_path.glob("*.json"))


def test_a_package_holds_the_root_that_it_was_built_with(ceremony):
    resources = ceremony / "tree" / "lib" / "tipdesk" / "_resources"
    resources.mkdir(parents=True)
    build.put_root(ceremony / "tree", None)
    assert list(resources.iterdir()) == []
    root = ceremony / "release" / "root-1.json"
    build.put_root(ceremony / "tree", root)
    assert (resources / "release" / "root.json").read_bytes() == root.read_bytes()
    with pytest.raises(ValueError, match="format"):
        build.put_root(ceremony / "tree", ceremony / "release" / "release.json")


def test_the_update_is_put_together_where_the_packages_lie(ceremony, monkeypatch):
    sign(ceremony, "root-1.json", "Alya", "Badr")
    sign(ceremony, "release.json", "Badr", "Claire")
    monkeypatch.setattr(build, "DIST", ceremony / "release")
    build.make_update()
    assert (ceremony / "release" / "tipdesk-0.3.0.update").exists()
