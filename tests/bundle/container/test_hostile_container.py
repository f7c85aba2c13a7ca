"""Hostile containers: names and ZIP structures, one defect each (format §6, 1xx)."""

import struct
import time
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from tests.bundle.raw import MANIFEST, MIMETYPE, Container, Entry, codes_of, good, look, pack
from tipdesk.bundle.container import paths

GOOD = good()
RECORD = next(name for name in GOOD.payloads if name.endswith("record.json"))
AT = "bag/data/zz"  # sorts after every other payload


def test_the_good_one_is_good() -> None:
    assert codes_of(GOOD.bytes()) == []


NAMES = {
    "dotdot": "../evil.sh",
    "dotdot in the bag": "bag/data/../../evil",
    "dots in a name": "bag/data/a..b",
    "absolute": "/etc/cron.d/x",
    "backslash": "bag\\data\\..\\..\\x",
    "drive": "C:/x",
    "unc": "//srv/x",
    "folder": f"{AT}/",
    "trailing dot": f"{AT}/a.",
    "leading dot": f"{AT}/.a",
    "upper case": "bag/data/C1/A.JPG",
    "space": "bag/data/a b",
    "nul": "bag/data/a\0.jpg",
    "line feed": "bag/data/a\n",
    "bidi override": "bag/data/a\u202egpj.exe",
    "decomposed": unicodedata.normalize("NFD", "bag/data/é.jpg"),
    "homoglyph": "bag/data/с1/record.json",
    "long": "bag/data/" + "a" * 300,
    "deep": "bag/data/" + "a/" * 40 + "x",
    "five segments": "bag/data/a/b/c/d/e",
    "device": "bag/data/con.txt",
    "device without extension": "bag/data/nul",
    "device with a number": "bag/data/a/lpt1.tar.gz",
    "beside the bag": "readme.txt",
    "fetch.txt": "bag/fetch.txt",
    "second manifest": "META-INF/ASiCManifest001.xml",
    "second signature": "META-INF/signature002.p7s",
    "manifest.xml": "META-INF/manifest.xml",
    "receipt in a bundle": paths.RECEIPT,
    "trust pack in a bundle": paths.TRUST,
    "empty": "",
}


@pytest.mark.parametrize("name", NAMES)
def test_name_is_refused(name: str) -> None:
    assert codes_of(replace(GOOD, data=[Entry(NAMES[name])]).bytes()) == ["E_PATH"]


def test_devices_are_whole_segments() -> None:
    """What only begins or ends like the name of a device is none."""
    for name in ("console.txt", "a/com10.jpg", "lpt0", "icon/aux1", "b-nul.pdf"):
        assert codes_of(replace(GOOD, data=[Entry(f"bag/data/{name}")]).bytes()) != ["E_PATH"]


def member(**lies: object) -> Callable[[], bytes]:
    """A good bundle with one more member that lies."""
    return lambda: replace(GOOD, data=[Entry(AT, **lies)]).bytes()


def built(**changes: object) -> Callable[[], bytes]:
    return lambda: replace(GOOD, **changes).bytes()


def options(**changes: object) -> Callable[[], bytes]:
    return built(options=changes)


def many() -> bytes:
    entries = [Entry(MIMETYPE, paths.CONTAINER_TYPE)]
    return pack([*entries, *(Entry(f"bag/data/f{n}", b"") for n in range(65_000))])


def thousand_and_one() -> bytes:
    extra = {f"bag/data/f{n}": b"" for n in range(1001 - 10)}
    return replace(GOOD, payloads={**GOOD.payloads, **extra}).bytes()


def shuffled(entries: list[Entry]) -> bytes:
    return pack(entries)


def out_of_order() -> bytes:
    container = GOOD.bag_files()
    names = list(container)
    names[0], names[1] = names[1], names[0]
    entries = [Entry(name, container[name]) for name in names]
    end = [Entry(MANIFEST, GOOD.signed()), Entry(paths.SIGNATURE, GOOD.signed_by())]
    return pack([Entry(MIMETYPE, paths.CONTAINER_TYPE), *entries, *end])


def crc_lie(name: str) -> Callable[[], bytes]:
    def change(entry: Entry) -> Entry:
        return replace(entry, crc=1) if entry.name == name else entry

    return built(change=change)


CASES = {
    "two members of one name": (built(data=[Entry(RECORD)]), "E_ZIP_DUP"),
    "two manifests": (built(last=[Entry(MANIFEST)]), "E_ZIP_DUP"),
    "symbolic link": (member(data=b"/etc/passwd", attributes=0o120777 << 16), "E_ZIP_TYPE"),
    "device": (member(attributes=0o020666 << 16), "E_ZIP_TYPE"),
    "set-uid": (member(attributes=0o104755 << 16), "E_ZIP_TYPE"),
    "made by DOS": (member(made_by=20), "E_ZIP_TYPE"),
    "deflate bomb": (member(data=bytes(50_000_000), method=8), "E_ZIP_METHOD"),
    "size lie": (member(size=1 << 31), "E_ZIP_METHOD"),
    "encrypted flag": (member(flags=1), "E_ZIP_FLAGS"),
    "data descriptor": (member(flags=8, descriptor=True), "E_ZIP_FLAGS"),
    "UTF-8 flag": (member(flags=0x800), "E_ZIP_FLAGS"),
    "ZIP64 extra": (member(extra=struct.pack("<HHQQ", 1, 16, 4, 4)), "E_ZIP_EXTRA"),
    "Unicode path extra": (member(extra=struct.pack("<HHBI", 0x7075, 9, 1, 0)), "E_ZIP_EXTRA"),
    "member comment": (member(comment=b"x"), "E_ZIP_EXTRA"),
    "local name differs": (member(local_name="bag/data/zy"), "E_ZIP_LOCAL"),
    "local size differs": (member(local_size=2), "E_ZIP_LOCAL"),
    "local CRC differs": (member(local_crc=1), "E_ZIP_LOCAL"),
    "local extra": (member(local_extra=b"\x99\x99\0\0"), "E_ZIP_LOCAL"),
    "local name longer than any": (member(local_name="bag/data/" + "y" * 300), "E_ZIP_LOCAL"),
    "overlap": (member(offset=0), "E_ZIP_GAP"),
    "hidden local member": (member(listed=False), "E_ZIP_GAP"),
    "gap before the directory": (options(gap=b"hidden"), "E_ZIP_GAP"),
    "comment at the end": (options(comment=b"hi"), "E_ZIP_EOCD"),
    "bytes after the end": (options(tail=b"zzz"), "E_ZIP_EOCD"),
    "count too low": (options(count=5), "E_ZIP_GAP"),
    "count too high": (options(count=50), "E_ZIP_CD"),
    "another time": (member(time=0), "E_ZIP_CD"),
    "out of order": (out_of_order, "E_ZIP_CD"),
    "mimetype not first": (built(first=[Entry("bag/data/a")]), "E_ZIP_MIMETYPE"),
    "other mimetype": (built(mimetype=b"application/vnd.etsi.asic-e+zap"), "E_ZIP_MIMETYPE"),
    "long mimetype": (built(mimetype=paths.CONTAINER_TYPE + b"\n"), "E_ZIP_MIMETYPE"),
    "bytes before": (lambda: b"MZ" + bytes(510) + GOOD.bytes(), "E_AGE_HEADER"),
    "two containers": (lambda: GOOD.bytes() * 2, "E_ZIP_EOCD"),
    "only the beginning": (lambda: b"PK\3\4", "E_ZIP_SIZE"),
    "truncated": (lambda: GOOD.bytes()[:-100], "E_ZIP_EOCD"),
    "truncated in the directory": (lambda: GOOD.bytes()[:-500] + GOOD.bytes()[-22:], "E_ZIP_EOCD"),
    "CRC lie of mimetype": (crc_lie(MIMETYPE), "E_CRC"),
    "CRC lie of the manifest": (crc_lie(MANIFEST), "E_CRC"),
    "65,000 members": (many, "E_ZIP_EOCD"),
    "1,001 members": (thousand_and_one, "E_ZIP_EOCD"),
}


@pytest.mark.parametrize("name", CASES)
def test_structure_is_refused_at_once(name: str) -> None:
    make, code = CASES[name]
    data = make()
    start = time.process_time()
    report = look(data)
    assert time.process_time() - start < 5
    assert [problem.code.value for problem in report.problems] == [code]
    assert not report.read
    assert not report.complete
    assert not report.intact
    assert report.signed_by is None


def test_no_manifest_or_signature_at_all() -> None:
    for absent in (MANIFEST, paths.SIGNATURE):
        entries = [
            Entry(MIMETYPE, paths.CONTAINER_TYPE),
            *(Entry(name, data) for name, data in GOOD.bag_files().items()),
            Entry(MANIFEST, GOOD.signed()),
            Entry(paths.SIGNATURE, GOOD.signed_by()),
        ]
        data = pack([entry for entry in entries if entry.name != absent])
        report = look(data)
        assert [problem.code.value for problem in report.problems] == ["E_MEMBER_MISSING"]
        assert report.problems[0].path == absent


def test_neither_container_nor_age() -> None:
    """What begins like neither is refused as an encrypted file, and quickly."""
    for data in (b"", b"x", Random(1).randbytes(5000), b"PK\5\6" + bytes(18)):
        assert codes_of(data) == ["E_AGE_HEADER"]


def test_crc_lie_of_a_payload_is_collected_with_the_rest() -> None:
    """From the signature on, nothing stops: both faults are told."""
    container = Container(
        {**GOOD.payloads, RECORD: b"changed"},
        GOOD.info,
        GOOD.key,
        tags=GOOD.tag_files(),
        manifest=GOOD.signed(),
    )

    def change(entry: Entry) -> Entry:
        return replace(entry, crc=zlib.crc32(b"other")) if entry.name == RECORD else entry

    codes = codes_of(replace(container, change=change).bytes())
    assert codes == ["E_CRC", "E_DIGEST", "E_BAG_OXUM", "E_INDEX_MISMATCH"]
