"""`SHA256SUMS` names every package of this version, and a release key's signature is openssl's."""

import subprocess
from pathlib import Path

import pytest

import build
import program_tree
import release_keys
from tests.bundle.world import CHEAP

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    version = program_tree.version()
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / f"tipdesk-{version}-setup.exe").write_bytes(b"installer")
    (folder / f"tipdesk_{version}_amd64.deb").write_bytes(b"package")
    (folder / "tipdesk-0.0.1-setup.exe").write_bytes(b"of another version")
    (folder / "SHA256SUMS-1.p7s").write_bytes(b"over other sums")
    monkeypatch.setattr(build, "DIST", folder)
    return folder


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "passphrase.txt").write_text(PASSPHRASE)
    words = [
        "--passphrase-file",
        str(tmp_path / "passphrase.txt"),
        "--maker",
        "maker",
        "--name",
        "anna",
    ]
    release_keys.main(["key", *words, str(tmp_path)], CHEAP)
    return tmp_path / "anna.key.json"


def test_sums_name_what_is_of_this_version(dist: Path) -> None:
    build.write_sums()
    names = [line.split("  ")[1] for line in (dist / "SHA256SUMS").read_text().splitlines()]
    version = program_tree.version()
    assert names == [f"tipdesk-{version}-setup.exe", f"tipdesk_{version}_amd64.deb"]
    assert (
        subprocess.run(
            ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=dist, check=False
        ).returncode
        == 0
    )
    assert not (dist / "SHA256SUMS-1.p7s").exists()


def test_the_signature_of_a_release_key_is_one_for_openssl(
    dist: Path, key: Path, tmp_path: Path
) -> None:
    build.write_sums()
    build.sign_sums(key, tmp_path / "passphrase.txt")
    verify = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "SHA256SUMS-1.p7s",
              "-content", "SHA256SUMS", "-noverify", "-out", "/dev/null"]  # fmt: skip
    assert subprocess.run(verify, cwd=dist, capture_output=True, check=False).returncode == 0
    with (dist / "SHA256SUMS").open("a") as sums:
        sums.write("0" * 64 + "  another\n")
    assert subprocess.run(verify, cwd=dist, capture_output=True, check=False).returncode != 0
