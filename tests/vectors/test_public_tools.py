"""What a good case bundle holds is shown by public programs alone, as §14 of the specification says:
age, unzip, openssl with the policy of each signature, sha256sum, bagit."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import bagit
import pytest

from tests import programs
from tests.long_runs import long
from tests.programs import printed_commands
from tests.vectors.asking import Row, rows
from tests.vectors.people import APPROVER, ARC, EXPORTER, HERE
from tipdesk.bundle.strict_json import parse_time
from tipdesk.core.settings import resource

TRUST = HERE / "trust/trust.pem"
GOOD = [
    row
    for row in rows()
    if row["verdict"] == "accept"
    and row["holds"] == "case"
    and row["trust"].startswith("trust/trust.")
]
OTHERWISE = {  # what §3.4 and §14 say of certificates that ended, late lists and vouchers
    "time-in-transit": ["-crl_check", "-no_check_time"],
    "good-crl-due": ["-crl_check", "-no_check_time"],
    "good-voucher": ["-no_check_time"],
}


def run(folder: Path, command: str, *words: object) -> int:
    """The exit status of a program in a folder."""
    name, *options = command.split()
    called = [programs.program(name), *options, *map(str, words)]
    return subprocess.run(called, cwd=folder, capture_output=True, check=False).returncode


def signature_holds(folder: Path, row: Row, p7s: Path, content: Path, role: int) -> bool:
    at = str(int(parse_time(row["at"]).timestamp()))
    times = OTHERWISE.get(row["name"], ["-crl_check", "-attime", at])
    return not run(
        folder,
        "openssl cms -verify -cades -binary -inform DER -no-CApath -no-CAstore -explicit_policy",
        *("-in", p7s, "-content", content, "-CAfile", TRUST, "-policy", f"{ARC}.{role}"),
        *(*times, "-out", "/dev/null"),
    )


def faults(row: Row, folder: Path) -> list[str]:
    """Which programs find something wrong with it."""
    folder.mkdir()
    container, plain = folder / "c.asice", folder / "c"
    opened = run(folder, "age -d -o c.asice -i", HERE / row["identity"], HERE / row["file"])
    if opened or run(folder, "unzip -q c.asice -d c"):
        return [f"{row['name']}: age or unzip"]
    container.unlink()
    meta, bag = plain / "META-INF", plain / "bag"
    signed = [(meta / "signature001.p7s", meta / "ASiCManifest.xml", EXPORTER)]
    signed += [(p7s, p7s.with_suffix(".json"), APPROVER) for p7s in bag.glob("data/*/approval.p7s")]
    wrong = [
        f"{row['name']}: {p7s.name}"
        for p7s, content, role in signed
        if not signature_holds(folder, row, p7s, content, role)
    ]
    sums = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
    wrong += [f"{row['name']}: {name}" for name in sums if run(bag, "sha256sum -c --quiet", name)]
    if not bagit.Bag(str(bag)).is_valid():
        wrong.append(f"{row['name']}: bagit")
    return wrong


@pytest.mark.parametrize("every", [20, *long(1)])
def test_public_programs_find_nothing_wrong_with_what_is_good(every: int, tmp_path: Path) -> None:
    wrong = [fault for row in GOOD[::every] for fault in faults(row, tmp_path / row["name"])]
    assert wrong == []


def test_they_find_another_role(tmp_path: Path) -> None:
    """Else nothing would be shown by their silence."""
    faults(GOOD[0], tmp_path / "good")
    meta = tmp_path / "good/c/META-INF"
    parts = meta / "signature001.p7s", meta / "ASiCManifest.xml"
    assert signature_holds(tmp_path, GOOD[0], *parts, EXPORTER)
    assert not signature_holds(tmp_path, GOOD[0], *parts, APPROVER)


def serials(text: str) -> set[int]:
    """The serial numbers of certificates that OpenSSL shows."""
    return {
        int(number.replace(":", ""), 16)
        for number in re.findall(r"Serial Number:\s+([0-9A-Fa-f:]+)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("name", ["good-voucher", "voucher-revoked"])
def test_a_temporary_certificate_is_checked_as_the_instructions_say(
    name: str, tmp_path: Path
) -> None:
    """Its step 4 stops at the list that no voucher has; steps 10 and 11 show whether the voucher
    was revoked."""
    (row,) = (row for row in rows() if row["name"] == name)
    container = HERE / row["file"]
    if container.suffix == ".age":
        container = tmp_path / "X.asice"
        assert not run(tmp_path, "age -d -o X.asice -i", HERE / row["identity"], HERE / row["file"])
    assert not run(tmp_path, "unzip -q -d X", container)
    (tmp_path / "trust.pem").write_bytes(TRUST.read_bytes())
    steps = printed_commands(resource("instructions", "readme.txt").read_text("utf-8"))

    def follow(command: str) -> subprocess.CompletedProcess[str]:
        words = ["sh", "-c", command]
        return subprocess.run(
            words, cwd=tmp_path / "X", capture_output=True, text=True, check=False
        )

    at = f" -attime {int(parse_time(row['at']).timestamp())}"
    stopped = follow(steps[4] + at)
    assert stopped.returncode
    assert "unable to get certificate CRL" in stopped.stderr
    assert follow(steps[4].replace(" -crl_check", "") + at).returncode == 0
    named, revoked = serials(follow(steps[10]).stdout), serials(follow(steps[11]).stdout)
    assert len(named) >= 2
    assert revoked
    assert bool(named & revoked) is (name == "voucher-revoked")
