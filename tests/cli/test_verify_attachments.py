"""`tipdesk verify` of what was changed after the approval, and of what was taken out of its envelope."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bundle import world as worlds
from tests.cli.test_verify import Files, ask
from tests.envelopes import out_of_envelope
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import BundlePlan, payload_of_bytes
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.writer import write_bundle
from tipdesk.cli.main import main
from tipdesk.core.work import Work
from tipdesk.texts.messages import problem

PHOTO, NEW = f"{worlds.CASE}/att/0001.jpg", f"{worlds.CASE}/att/0099.jpg"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("verify"))


def swapped(plan: BundlePlan) -> BundlePlan:
    other = payload_of_bytes(PHOTO, b"another photograph")
    return replace(
        plan,
        payloads=tuple(other if payload.path == PHOTO else payload for payload in plan.payloads),
    )


def added(plan: BundlePlan) -> BundlePlan:
    return replace(plan, payloads=(*plan.payloads, payload_of_bytes(NEW, b"another photograph")))


def left_out(plan: BundlePlan) -> BundlePlan:
    payloads = tuple(payload for payload in plan.payloads if payload.path != PHOTO)
    return replace(plan, payloads=payloads)


@pytest.mark.parametrize(("change", "path"), [(swapped, PHOTO), (added, NEW), (left_out, PHOTO)])
def test_other_photographs_than_the_approved_ones_are_not_valid(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str], change, path: str
) -> None:
    plan = change(files.plan(files.mine))
    bundle = write_bundle(tmp_path, plan, files.officer, Work()).path
    words = (bundle, "--identity", files.identity, "--trust", files.pack)
    status, value = ask(capsys, *words)
    assert status == 1
    assert [(problem["code"], problem["path"]) for problem in value["problems"]] == [
        ("E_NOT_AS_APPROVED", paths.DATA + path)
    ]
    assert (value["complete"], value["intact"], value["trusted"]) == (False, True, True)
    assert main(["verify", *map(str, words), "--lang", "ar"]) == 1
    output = capsys.readouterr().out
    assert "راجع من اعتمد" in output
    assert output.splitlines()[-1] == "النتيجة: غير سليم. لا تعتمد عليه."


def test_a_bundle_out_of_its_envelope_is_checked_and_called_so(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has opened it by hand may ask; the receiving station does not take it."""
    plain = out_of_envelope(files.bundle, Identity.from_file(files.identity.read_text("utf-8")))
    status, value = ask(capsys, plain, "--trust", files.pack)
    assert status == 3
    assert [(problem["code"], problem["severity"]) for problem in value["problems"]] == [
        ("A_NOT_ENCRYPTED", "aside")
    ]
    assert (value["complete"], value["intact"], value["trusted"]) == (True, True, True)
    status, value = ask(capsys, plain)  # without trust it is told all the same
    assert status == 1
    assert [problem["code"] for problem in value["problems"]] == ["A_NOT_ENCRYPTED"]
    assert main(["verify", str(plain), "--trust", str(files.pack), "--lang", "ar"]) == 3
    output = capsys.readouterr().out
    assert problem("A_NOT_ENCRYPTED", "ar") in output


def test_receipts_and_trust_lists_never_have_an_envelope(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (files.receipt, files.pack):
        assert ask(capsys, path, "--trust", files.pack)[1]["problems"] == []
