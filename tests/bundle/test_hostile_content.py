"""Hostile manifests, bags and indexes, one defect each (format §6, 2xx and the semantic cases)."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.bundle.raw import Entry, codes_of, good, look, sha256, with_payloads
from tests.bundle.world import CASE, codes
from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.bag import SignedFile, write_manifest
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.strict_json import write_json

GOOD = good()
RECORD, FORM = f"bag/data/{CASE}/record.json", f"bag/data/{CASE}/intake.pdf"
SIGNED = GOOD.signed()
HEAD = SIGNED[: SIGNED.index(b"<asic:DataObjectReference")]
TAIL = b"</asic:ASiCManifest>\n"


# --- the signed manifest -------------------------------------------------------------------


def reference(name: str) -> bytes:
    whole = write_manifest([SignedFile(name, "text/plain", sha256(b"x"))])
    return whole[len(HEAD) : -len(TAIL)]


def written(manifest: bytes) -> list[str]:
    return codes_of(replace(GOOD, manifest=manifest).bytes())


def changed(old: bytes, new: bytes) -> bytes:
    assert old in SIGNED
    return SIGNED.replace(old, new)


FIRST_DIGEST = base64.b64encode(bytes.fromhex(GOOD.references()[0].sha256))
FORMS = {
    "unknown entity": changed(b'URI="bag/data/index', b'URI="bag/data/&x;index'),
    "percent-encoded": changed(b"index.json", b"index%2Ejson"),
    "member of META-INF": SIGNED[: -len(TAIL)] + reference(paths.SIGNATURE) + TAIL,
    "document type": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>' + SIGNED,
    "external entity": b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + SIGNED,
    "comment": SIGNED[: -len(TAIL)] + b"<!-- -->\n" + TAIL,
    "SHA-1": changed(b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1"),
    "root file attribute": changed(b"MimeType=", b'Rootfile="true" MimeType='),
    "extension": SIGNED[: -len(TAIL)] + b"<asic:ASiCManifestExtensions/>\n" + TAIL,
    "UTF-16": SIGNED.decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + SIGNED,
    "signature elsewhere": changed(b'signature001.p7s"', b'signature002.p7s"'),
    "CDATA": changed(b"<ds:DigestValue>", b"<ds:DigestValue><![CDATA[]]>"),
    "CRLF": SIGNED.replace(b"\n", b"\r\n"),
    "bytes after it": SIGNED + b"\n",
    "cut off": SIGNED[:-1],
    "no references": HEAD + TAIL,
    "other base64": changed(FIRST_DIGEST, FIRST_DIGEST[:-2] + b"/="),
    "short digest": changed(FIRST_DIGEST, base64.b64encode(bytes(20))),
    "empty": b"",
}


@pytest.mark.parametrize("name", FORMS)
def test_manifest_form(name: str) -> None:
    """It is signed and yet refused: nothing but the exact bytes is read."""
    codes = written(FORMS[name])
    assert codes[0] == "E_MANIFEST_FORM"
    assert not {code for code in codes if code.startswith("E_SIG")}


def test_reference_twice() -> None:
    manifest = SIGNED[: -len(TAIL)] + reference("bag/data/index.json") + TAIL
    assert written(manifest)[0] == "E_MANIFEST_DUP"


def test_dotted_reference_covers_nothing() -> None:
    codes = written(changed(b'URI="bag/data/index.json', b'URI="./bag/data/index.json'))
    assert codes[:2] == ["E_COVERAGE", "E_COVERAGE"]


def test_references_in_another_order() -> None:
    references = GOOD.references()
    references[0], references[1] = references[1], references[0]
    assert written(write_manifest(references)) == ["E_COVERAGE"]


def test_unsigned_member() -> None:
    """The wrapping that ordinary tools do not see."""
    report = look(replace(GOOD, data=[Entry("bag/data/zz")]).bytes())
    assert codes(report) == ["E_COVERAGE", "E_BAG_OXUM", "E_INDEX_MISMATCH"]
    assert report.problems[0].path == "bag/data/zz"
    assert not report.complete
    assert not report.valid


def test_signed_member_that_is_missing() -> None:
    payloads = {name: data for name, data in GOOD.payloads.items() if name != FORM}
    container = replace(GOOD, payloads=payloads, tags=GOOD.tag_files(), manifest=SIGNED)
    report = look(container.bytes())
    assert codes(report) == ["E_COVERAGE", "E_BAG_OXUM", "E_INDEX_MISMATCH"]
    assert {problem.path for problem in report.problems} >= {FORM}
    assert not report.complete
    assert report.signed_by is not None


def test_altered_payload_and_its_friends() -> None:
    """One altered byte: not intact, complete all the same, and the signer can still be named."""
    data = bytearray(GOOD.payloads[FORM])
    data[7] ^= 1
    payloads = {**GOOD.payloads, FORM: bytes(data)}
    report = look(replace(GOOD, payloads=payloads, tags=GOOD.tag_files(), manifest=SIGNED).bytes())
    assert codes(report) == ["E_DIGEST"]
    assert report.problems[0].path == FORM
    assert (report.complete, report.intact, report.trusted) == (True, False, True)
    assert report.container is None


def test_swapped_contents() -> None:
    swapped = {**GOOD.payloads, FORM: GOOD.payloads[RECORD], RECORD: GOOD.payloads[FORM]}
    container = replace(GOOD, payloads=swapped, tags=GOOD.tag_files(), manifest=SIGNED)
    assert codes_of(container.bytes()) == ["E_DIGEST"] * 2 + ["E_INDEX_MISMATCH"] * 2


def test_signature_of_another_manifest() -> None:
    """A good signature, but of something else (wrapping)."""
    forged = {**GOOD.payloads, RECORD: b'{"case":"other"}'}
    signature = GOOD.signed_by()
    report = look(replace(with_payloads(forged), signature=signature).bytes())
    assert codes(report)[0] == "E_SIG_DIGEST"
    assert report.signed_by is None
    assert report.trusted is False


def test_all_faults_are_told_at_once() -> None:
    """A revoked signer, a surplus file and an altered one: the receiver hears of all three."""
    from tests.bundle.world import certify

    payloads = {**GOOD.payloads, RECORD: b"altered"}
    container = replace(
        GOOD,
        payloads=payloads,
        tags=GOOD.tag_files(),
        manifest=SIGNED,
        key=certify(usages=[]),
        data=[Entry("bag/data/zz")],
    )
    assert {"E_CERT_USAGE", "E_COVERAGE", "E_DIGEST", "E_BAG_OXUM"} <= set(
        codes_of(container.bytes())
    )


# --- the bag -------------------------------------------------------------------------------


def tags(**changes: bytes) -> list[str]:
    """A bundle whose tag files are changed and signed as they are."""
    files = GOOD.tag_files() | {f"bag/{name}.txt": data for name, data in changes.items()}
    sums = "".join(f"{sha256(files[n])}  {n[4:]}\n" for n in sorted(paths.TAG_FILES[:3]))
    files.setdefault(paths.TAG_FILES[3], b"")
    if f"bag/{'tagmanifest-sha256'}.txt" not in {f"bag/{name}.txt" for name in changes}:
        files[paths.TAG_FILES[3]] = sums.encode()
    return codes_of(replace(GOOD, tags=files).bytes())


def info(old: bytes, new: bytes) -> list[str]:
    text = GOOD.tag_files()[paths.TAG_FILES[1]]
    assert old in text
    return tags(**{"bag-info": text.replace(old, new)})


SUMS = GOOD.tag_files()[paths.TAG_FILES[2]]


def test_bag_manifest_says_something_else() -> None:
    for data in (SUMS.replace(b"a", b"b"), SUMS[66:], SUMS + SUMS, SUMS.replace(b"\n", b"\r\n")):
        assert tags(**{"manifest-sha256": data}) == ["E_BAG_MANIFEST"]


def test_other_tag_files() -> None:
    assert tags(bagit=b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n") == [
        "E_BAG_MANIFEST"
    ]
    assert tags(**{"tagmanifest-sha256": b""}) == ["E_BAG_MANIFEST"]


def test_oxum() -> None:
    assert info(b"Payload-Oxum: ", b"Payload-Oxum: 1") == ["E_BAG_OXUM"]
    assert info(b"Payload-Oxum: ", b"Payload-Oxum: x") == ["E_BAG_OXUM"]


def test_version() -> None:
    for version in (b"tipdesk-exchange/2.0", b"tipdesk-exchange/1", b"tipdesk-bundle/1", b"other"):
        assert info(b"tipdesk-exchange/1.0", version)[0] == "E_VERSION"


def test_not_for_us() -> None:
    stranger = Identity.generate().recipient
    container = replace(GOOD, info=replace(GOOD.info, recipients=(stranger,)))
    report = look(container.bytes())
    assert codes(report) == ["E_NOT_FOR_US"]
    assert (report.complete, report.intact, report.trusted, report.valid) == (True,) * 3 + (False,)


def test_unknown_elements_are_passed_over() -> None:
    container = replace(GOOD, info=replace(GOOD.info, extra=(("Tipdesk-Later", "قيمة"),)))
    report = look(container.bytes())
    assert report.valid
    assert report.info.extra == (("Tipdesk-Later", "قيمة"),)
    report.close()


def test_a_later_minor_version_is_read_and_told() -> None:
    assert info(b"tipdesk-exchange/1.0", b"tipdesk-exchange/1.7") == ["W_NEWER"]


KIND = b"Tipdesk-Kind: case\n"
INFOS = {
    "twice": (KIND, KIND + KIND),
    "missing": (KIND, b""),
    "no value": (b"Tipdesk-Kind: case", b"Tipdesk-Kind"),
    "other kind": (b"Tipdesk-Kind: case", b"Tipdesk-Kind: annex"),
    "other date": (b"Bagging-Date: 2026-11-24", b"Bagging-Date: 20261124"),
    "no date": (b"Bagging-Date: 2026-11-24", b"Bagging-Date: 2026-13-24"),
    "identifier": (b"urn:uuid:7d4f5a1e", b"urn:uuid:7D4F5A1E"),
    "recipient": (b"Tipdesk-Recipient: age1", b"Tipdesk-Recipient: age2"),
    "control character": (b"Tipdesk-Kind: case", b"Tipdesk-Kind: case\x1b[2J"),
    "not UTF-8": (b"Tipdesk-Kind: case", b"Tipdesk-Kind: case\xff"),
}


@pytest.mark.parametrize("name", INFOS)
def test_bag_info(name: str) -> None:
    assert info(*INFOS[name])[0] == "E_BAG_MANIFEST"


def test_bag_info_is_written_without_line_breaks() -> None:
    with pytest.raises(ValueError, match="Reason"):
        bag.write_tag_files(replace(GOOD.info, extra=(("Reason", "a\nTipdesk-Kind: notice"),)), {})


# --- the index -----------------------------------------------------------------------------


def index(data: bytes) -> list[str]:
    return codes_of(with_payloads({**GOOD.payloads, paths.INDEX: data}).bytes())


def edited(edit: Callable[[dict], object]) -> bytes:
    value = json.loads(GOOD.payloads[paths.INDEX])
    edit(value)
    return write_json(value)


TEXT = GOOD.payloads[paths.INDEX]
INDEX_FORMS = {
    "duplicate key": TEXT.replace(b'{"app_version"', b'{"format":"x","app_version"', 1),
    "NaN": TEXT.replace(b'"revision":3', b'"revision":NaN'),
    "Infinity": TEXT.replace(b'"revision":3', b'"revision":-Infinity'),
    "float": TEXT.replace(b'"revision":3', b'"revision":3.0'),
    "exponent": TEXT.replace(b'"revision":3', b'"revision":1e999'),
    "huge number": TEXT.replace(b'"revision":3', b'"revision":' + b"9" * 5000),
    "negative number": TEXT.replace(b'"revision":3', b'"revision":-3'),
    "truth as number": TEXT.replace(b'"revision":3', b'"revision":true'),
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep value": TEXT.replace(b'"revision":3', b'"revision":' + b"[" * 20 + b"]" * 20),
    "byte order mark": b"\xef\xbb\xbf" + TEXT,
    "not UTF-8": TEXT.replace(b"0.1.0", b"0.1.\xff"),
    "lone surrogate": TEXT.replace(b"0.1.0", b"\\ud800"),
    "unknown field": edited(lambda value: value.update(more=1)),
    "missing field": edited(lambda value: value.pop("tenure")),
    "other format": edited(lambda value: value.update(format="tipdesk-record/1.0")),
    "case id": edited(lambda value: value.update(case_id="../x")),
    "path outside": edited(lambda value: value["files"][0].update(path="../x")),
    "files in another order": edited(lambda value: value["files"].reverse()),
    "file twice": edited(lambda value: value["files"].append(value["files"][-1])),
    "kind": edited(lambda value: value.update(kind="annex")),
    "number": edited(lambda value: value.update(number=0)),
    "station": edited(lambda value: value.update(station="sh2")),
    "unknown field of a file": edited(lambda value: value["files"][0].update(more=1)),
    "time": edited(lambda value: value.update(created="2026-13-01T00:00:00Z")),
    "list": b"[]",
    "empty": b"",
    "text after it": TEXT + b"{}",
}


@pytest.mark.parametrize("name", INDEX_FORMS)
def test_index_form(name: str) -> None:
    assert index(INDEX_FORMS[name]) == ["E_INDEX_FORM"]


def test_large_index() -> None:
    assert index(TEXT[:-2] + b" " * (4 << 20) + b"}") == ["E_MEMBER_BIG"]


MISMATCHES = {
    "other bundle": lambda value: value.update(bundle_id="00000000-0000-4000-8000-000000000000"),
    "other kind": lambda value: value.update(kind="notice"),
    "other time": lambda value: value.update(created="2026-11-24T12:30:11Z"),
    "digest": lambda value: value["files"][-1].update(sha256="0" * 64),
    "size": lambda value: value["files"][-1].update(size=1),
    "file left out": lambda value: value["files"].pop(),
    "file that is not there": lambda value: value["files"].append(
        {**value["files"][-1], "path": "zz.jpg"}
    ),
    "other case": lambda value: value.update(case_id="00000000-0000-4000-8000-000000000000"),
    "no files": lambda value: value["files"].clear(),
}


@pytest.mark.parametrize("name", MISMATCHES)
def test_index_mismatch(name: str) -> None:
    assert "E_INDEX_MISMATCH" in index(edited(MISMATCHES[name]))


def test_another_major_version_is_refused_in_words() -> None:
    assert index(edited(lambda value: value.update(format="tipdesk-index/2.0"))) == ["E_VERSION"]


def test_what_a_later_minor_version_adds_is_passed_over() -> None:
    def later(value: dict) -> None:
        value.update(format="tipdesk-index/1.3", more=1)
        value["files"][0].update(more=1)

    assert index(edited(later)) == ["W_NEWER"]


def test_no_index() -> None:
    payloads = {n: d for n, d in GOOD.payloads.items() if n != paths.INDEX}
    assert codes_of(with_payloads(payloads).bytes()) == ["E_MEMBER_MISSING"]
