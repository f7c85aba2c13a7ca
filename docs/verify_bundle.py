#!/usr/bin/env python3
"""A small, independent reader of signed case bundles: exchange format 1.0, bundle-format.md.

    python verify_bundle.py FILE [--identity AGE_KEY_FILE] [--trust TRUST_FILE] [--schemas DIR]
                            [--at 2026-01-31T12:00:00Z] [--json]

FILE is NAME.asice.age or a decrypted NAME.asice: a case, a notice or a protective annex, which is
judged alone and not beside its case. TRUST_FILE is a trust list or
a PEM of root and revocation list: compare the 40 digits of its root, which are printed, with those
known from elsewhere. --at is what counts as now. The first fault ends the reading: ACCEPT (exit 0),
REFUSE (1), UNREADABLE (2: nothing inside was judged) or ASIDE (3: a prosecutor decides).
Needs Python 3.11, openssl 3, age with age-keygen, and the JSON Schemas of the format.
Refused though the format allows it: a file that changed stations. Not looked at: what needs a
memory of other files (numbers, forks, what a supplement changes, receipts), and what marks of a
recording and an acquisition say.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

MANIFEST, SIGNATURE = "META-INF/ASiCManifest.xml", "META-INF/signature001.p7s"
DAY, INDEX = timedelta(days=1), "bag/data/index.json"
TAGS = [f"bag/{n}.txt" for n in ("bagit", "bag-info", "manifest-sha256", "tagmanifest-sha256")]
SEGMENT = r"(?!(con|prn|aux|nul|com[1-9]|lpt[1-9])([./]|$))[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?"
APPROVED = r"(notice|intake|consent|statement)\.pdf|record\.json|att/\d{4}\.[a-z0-9]{1,8}"
PAPERS = APPROVED + r"|(approval|custody|signed)\.json|approval\.p7s|cover\.pdf"
PAPERS += r"|signed/\d{4}\.[a-z0-9]{1,8}"
DECISION = "opened|carried_over|completed|amended|returned|approved|approved_directly|hidden"
DECISION += "|export_begun|exported|withdrawn|transfer_given_up|transfer_taken_in|voided|unvoided"
DECISION += "|approval_asked|transfer_taken_back"
NOTICE = "_case|_station|_form|_release|case_no|intake_at|intake_agency|officer_id|case_source"
NOTICE += "|case_type|urgency|referral_basis|sex|is_child"
UNSAID = "file_status|assess_supervisor_(by|at)|bundle_(no|contents|signature|receipt_(no|at))"
KNOWN_ROW = r"[A-Za-z]|_(case|station|form|release|withheld|withheld_level4|bears_on)$"
KNOWN_ROW += r"|_(amendment|attachment|recording)\["
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" \
xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<asic:SigReference URI="META-INF/signature001.p7s" MimeType="application/pkcs7-signature"/>
"""
REFERENCE = """<asic:DataObjectReference URI="{}" MimeType="{}"><ds:DigestMethod Algorithm="http:\
//www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>
"""
INFO = r"""Bagging-Date: (\d{4}-\d\d-\d\d)\nPayload-Oxum: (\d+\.\d+)
Tipdesk-Format: tipdesk-exchange/1\.(0|[1-9]\d*)\nTipdesk-Kind: (case|notice)
External-Identifier: urn:uuid:(\S+)\n((?:Tipdesk-Recipient: age1[0-9a-z]+\n)*)"""
INFO += r"(?:(?!(Bagging-Date|Payload-Oxum|External-Identifier|Tipdesk-(Format|Kind|Recipient)):)"
INFO += r"[A-Za-z0-9-]{1,64}: [^\0-\x1f\x7f-\x9f]{0,4000}\n)*"
STANZA = rb"-> ([!-~]+)(?: [!-~]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n"
SHARE = rb"-> X25519 ([A-Za-z0-9+/]{42}[048AEIMQUYcgkosw])\n[A-Za-z0-9+/]{42}[048AEIMQUYcgkosw]\n"
AGE = rb"age-encryption\.org/v1\n(?:" + STANZA + rb")+--- [A-Za-z0-9+/]{43}\n"
# DER in hex. How a signature was made (§3.3): its AlgorithmIdentifier, the key's, which SHA-2.
P256, P384 = "301306072a8648ce3d020106082a8648ce3d030107", "301006072a8648ce3d020106052b81040022"
RSA, PSS = "300d06092a864886f70d0101010500", "304106092a864886f70d01010a3034a00f300d060960864801650"
PSS += "30402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120"
ALGORITHMS = {"300a06082a8648ce3d040302": (P256, 1), "300a06082a8648ce3d040303": (P384, 2)}
ALGORITHMS |= {"300d06092a864886f70d01010b0500": (RSA, 1), RSA: (RSA, 1), PSS: (RSA, 1)}
DIGEST = "300(b060960864801650304020{0}|d060960864801650304020{0}0500)"
DATA = bytes.fromhex("06092a864886f70d010701")
# contentType, messageDigest, signingTime, signingCertificateV2, mimeType, cmsAlgorithmProtection
SAID = [f"2a864886f70d0109{end}" for end in ("03", "04", "05", "10022f", "34")]
SAID.insert(4, "04008d450201")
LOGIN, AGENCY, UNIT, NUMBER = "0992268993f22c640101", "55040a", "55040b", "550405"
SUBJECT = sorted([LOGIN, AGENCY, UNIT, NUMBER, "550406", "550403"])  # and C, CN
USE, BASIC, POLICIES, PURPOSES = "551d0f", "551d13", "551d20", "551d25"
CONSTRAINTS = "551d1e"
VOUCHER = {
    USE: "300e0603551d0f0101ff040403020204",
    BASIC: "30120603551d130101ff040830060101ff020100",
}
LEAF = {USE: "300e0603551d0f0101ff0404030206c0", BASIC: "300c0603551d130101ff04023000"}
ROOT = {USE: "300e0603551d0f0101ff040403020106", BASIC: "30120603551d130101ff040830060101ff020101"}
ARC = "06156983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776"  # 2.25.329800735698586629295641978511506172918
CMS = "openssl cms -verify -cades -binary -inform DER -purpose any -no_check_time -check_ss_sig"
CMS += " -auth_level 3 -no-CApath -no-CAstore -out /dev/null -in"
FILED = ("document", "revision", "record", "copy", "of")
TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
TYPES["null"] = type(None)
BROKEN = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, struct.error)
BROKEN += (TypeError, ValueError)


class Fault(ValueError):
    """The first E_ ends the reading: its code, where it is another than that of the stage."""


def need(good: object, code: str = "") -> None:
    if not good:
        raise Fault(code)


def run(command: str, *files: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*command.split(), *files], input=b"", capture_output=True, check=False)


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def ordered(values: list) -> bool:
    return all(one < other for one, other in pairwise(values))


def longest(value: object) -> int:
    """Characters of the longest text in it."""
    if isinstance(value, str):
        return len(value)
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max(map(longest, inside), default=0)


def fits(value: object, rule: dict | bool, schema: dict, newer: bool) -> bool:
    """Whether a value is as a JSON Schema says; newer documents may hold members that it lacks."""
    if isinstance(rule, bool):
        return rule or newer
    pairs, kinds, size = [], rule.get("type", list(TYPES)), value
    if "$ref" in rule:
        pairs.append((value, schema["$defs"][rule["$ref"].removeprefix("#/$defs/")]))
    only = rule.get("enum", [rule["const"]] if "const" in rule else [value])
    good = any(type(one) is type(value) and one == value for one in only)
    good &= type(value) in [TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    if isinstance(value, str):
        pattern, size = rule.get("pattern", ""), len(value)
        good &= bool(re.search(pattern.replace("$", r"\Z"), value, re.ASCII))
        if good and "T[0-9]" in pattern:
            good = str(datetime.fromisoformat(value))[:19] == value[:19].replace("T", " ")
    elif isinstance(value, list):
        first, further, size = rule.get("prefixItems", []), rule.get("items", {}), len(value)
        pairs += zip(value, first + [further] * (size - len(first)), strict=False)
    elif isinstance(value, dict):
        members, further = rule.get("properties", {}), rule.get("additionalProperties", {})
        good &= {*rule.get("required", [])} <= value.keys()
        pairs += ((value[name], members.get(name, further)) for name in value)
    if isinstance(size, int):
        least = rule.get("minItems", rule.get("minLength", rule.get("minimum", size)))
        most = rule.get("maxItems", rule.get("maxLength", rule.get("maximum", size)))
        good &= least <= size <= most
    if "oneOf" in rule:
        good &= sum(fits(value, one, schema, newer) for one in rule["oneOf"]) == 1
    return good and all(fits(item, inner, schema, newer) for item, inner in pairs)


class Node(NamedTuple):
    """An element of DER, with what lies within."""

    tag: int
    body: bytes
    raw: bytes
    kids: list["Node"]

    def time(self) -> datetime:
        text = self.body.decode()
        text = text if self.tag == 0x18 else ("19" if text >= "5" else "20") + text
        need(self.tag in (0x17, 0x18) and re.fullmatch(r"\d{14}Z", text, re.ASCII))
        return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def der(data: bytes) -> list[Node]:
    """Elements of strict DER, one after the other: everything in its one form, nothing over."""
    found, end = [], 0
    while end < len(data):
        at, tag, size, start = end, data[end], data[end + 1], end + 2
        if size > 127:
            start += size - 128
            size = int.from_bytes(data[at + 2 : start])
            need(size > 127 and data[at + 2])
        body, end = data[start : start + size], start + size
        need(end <= len(data) and tag & 31 < 31 and (tag != 1 or body in (b"\0", b"\xff")))
        need(tag != 2 or re.fullmatch(rb"(?!\0[\0-\x7f]|\xff[\x80-\xff]).+|\0", body, re.DOTALL))
        kids = der(body) if tag & 32 else []
        need(tag != 0x31 or kids == sorted(kids, key=lambda kid: kid.raw))
        found.append(Node(tag, body, data[at:end], kids))
    return found


class Certificate:
    """What a certificate says; its extensions byte for byte, in hex."""

    def __init__(self, node: Node) -> None:
        _, serial, _, self.issuer, dates, self.subject, self.key, more = node.kids[0].kids
        names = [pair.kids for [pair] in (part.kids for part in self.subject.kids)]
        self.kinds = sorted(name.body.hex() for name, _ in names)
        self.name = {name.body.hex(): text.body.decode() for name, text in names}
        parts = [(part.kids[0].body.hex(), part) for part in more.kids[0].kids]
        self.more = {name: part.raw.hex() for name, part in parts}
        self.critical = {name for name, part in parts if len(part.kids) == 3}
        self.number = int.from_bytes(serial.body, signed=True)
        need(len(self.more) == len(parts) and self.number > 0)
        found = rf"30..0603{POLICIES}0101ff04..30..((3017{ARC}0[1-5])+)"
        found = re.fullmatch(found, self.more.get(POLICIES, ""))
        self.roles = sorted(map(int, re.findall(f"{ARC}(..)", found[1]))) if found else []
        self.start, self.end = (date.time() for date in dates.kids)
        names = {"code": UNIT, "login": LOGIN, "number": NUMBER}  # as a trust list says them
        self.row = {name: self.name.get(kind) for name, kind in names.items()}
        self.row |= {"from": f"{self.start:%FT%TZ}", "until": f"{self.end:%FT%TZ}"}
        self.row |= {"sha256": sha(node.raw).hex(), "roles": self.roles}
        body = base64.encodebytes(node.raw).decode()
        self.pem = f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n".encode()

    def vouches(self, leaf: "Certificate") -> bool:
        """Whether it has the shape of a voucher, and speaks for this person in these roles."""
        three = b"".join(part.raw for part in self.subject.kids[:3])
        kinds = [part.kids[0].kids[0].body.hex() for part in self.subject.kids[:3]]
        length, whom = "(?:82....|81..|[0-7].)", leaf.subject
        shape = "30L0603551d1e0101ff04L30La0L30La4L".replace("L", length) + whom.raw.hex()
        good = VOUCHER.items() <= self.more.items() and self.end - self.start <= 90 * DAY
        good &= self.critical == {USE, BASIC, CONSTRAINTS, POLICIES}
        good &= kinds == ["550406", AGENCY, UNIT] and whom.body.startswith(three)
        good &= bool(self.roles) and {*leaf.roles} <= {*self.roles} - {3}
        return good and bool(re.fullmatch(shape, self.more[CONSTRAINTS]))

    def same(self, other: "Certificate") -> bool:
        """Whether one person, by service number or key, has both."""
        numbers = {one.name[NUMBER].casefold() for one in (self, other)}
        return len(numbers) == 1 or self.key.raw == other.key.raw


class Reader:
    """Reads one file; the stage is the code and path of a fault that says nothing else."""

    def __init__(self, now: datetime, folder: Path, schemas: Path) -> None:
        self.now, self.folder, self.schemas = now, folder, schemas
        self.trust, self.judging, self.stage = None, 0, ("E_FILE", "")
        self.roots, self.lists, self.told, self.facts = [], [], {}, {}

    def tell(self, code: str, when: object) -> None:
        self.told |= {(code, self.stage[1]): True} if when else {}

    def put(self, name: str, data: bytes) -> Path:
        (self.folder / name).write_bytes(data)
        return self.folder / name

    def decrypted(self, path: Path, identity: Path | None) -> Path:
        self.stage = ("E_AGE_HEADER", "")
        need(path.stat().st_size < 2**32, "E_TOO_BIG")
        with path.open("rb") as file:
            head = re.match(AGE, file.read(16384))[0]
        kinds, shares = re.findall(STANZA, head), re.findall(SHARE, head)
        need(len(head) <= (16384 if b"mlkem768x25519" in kinds else 4096) and len(kinds) <= 8)
        need(b"scrypt" not in kinds and len(shares) == kinds.count(b"X25519"))
        for share in shares:  # is it a point of low order? 0, ±1, or its double is 1
            u = int.from_bytes(base64.b64decode(share + b"="), "little") % 2**255
            double = (u * u - 1) ** 2 - 4 * u * (u * u + 486662 * u + 1)
            need(u * (u * u - 1) * double % (2**255 - 19))
        need(identity, "E_AGE_NO_KEY")
        target = self.folder / "opened.asice"
        done = run("age -d -o", target, "-i", identity.absolute(), path.absolute())
        code = "E_AGE_NO_KEY" if b"no identity matched" in done.stderr else "E_AGE_PAYLOAD"
        need(done.returncode == 0, code)
        return target

    def open(self, path: Path, wanted: list[str]) -> None:
        """A ZIP of one reading (§3.1): every byte but the files follows from the directory."""
        self.stage, self.file, self.members = ("E_ZIP_CD", ""), path.open("rb"), {}
        size = path.stat().st_size
        need(22 <= size <= 4_290_000_000, "E_ZIP_SIZE")
        tail = self.slice(size - 22, 22)
        count, length, offset = struct.unpack_from("<HII", tail, 10)
        end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, length, offset, 0)
        need(tail == end and 1 <= count <= 1000 and length < 2**20, "E_ZIP_EOCD")
        need(offset + length + 22 == size, "E_ZIP_GAP")
        central, at, place = self.slice(offset, length), 0, 0
        for _ in range(count):
            crc, size, _, letters = struct.unpack_from("<IIIH", central, at + 16)
            name, sizes = central[at + 46 : at + 46 + letters], (crc, size, size, letters, 0)
            shared = struct.pack("<HHH4sIIIHH", 20, 0, 0, central[12:16], *sizes)
            outer = struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, place) + name
            need(central.startswith(b"PK\1\2\x14\3" + shared + outer, at))
            need(self.slice(place, 30 + letters) == b"PK\3\4" + shared + name, "E_ZIP_LOCAL")
            self.members[name.decode("ascii", "replace")] = (place + 30 + letters, size, crc)
            at, place = at + 46 + letters, place + 30 + letters + size
        need(at == length and place == offset and len(self.members) == count, "E_ZIP_GAP")
        data = [n for n in self.members if n.startswith("bag/data/") and wanted == TAGS]
        good = (re.fullmatch(rf"bag/data(/{SEGMENT}){{1,4}}", n) and ".." not in n for n in data)
        data = sorted(data)
        if wanted == TAGS and "annex.json" in self.members:
            wanted, data = sorted(n for n in self.members if n.startswith("files/")), ["annex.json"]
            good = (re.fullmatch(r"files/[0-9]{4}\.[a-z0-9]{1,8}", name) for name in wanted)
        wanted = ["mimetype", *data, *wanted, MANIFEST, SIGNATURE]
        need(all(good) and self.members.keys() <= {*wanted}, "E_PATH")
        need(self.read("mimetype", 31) == b"application/vnd.etsi.asic-e+zip", "E_ZIP_MIMETYPE")
        need({*wanted} - {*TAGS} <= self.members.keys(), "E_MEMBER_MISSING")
        need([name for name in wanted if name in self.members] == [*self.members], "E_ZIP_CD")

    def slice(self, offset: int, size: int) -> bytes:
        self.file.seek(offset)
        return self.file.read(size)

    def read(self, name: str, limit: int = 2**22) -> bytes:
        need(name in self.members, "E_MEMBER_MISSING")
        need(self.members[name][1] <= limit, "E_MEMBER_BIG")
        return self.slice(*self.members[name][:2])

    def covered(self) -> dict[str, tuple[str, int]]:
        """Steps 8 to 10: every member is in the manifest, which is compared to the byte."""
        text, facts = self.read(MANIFEST).decode("ascii", "replace"), {}
        rows = r'URI="([^"]*)" MimeType="([a-z0-9.+/-]{1,100})"><.*<ds:DigestValue>(.*?)<'
        rows, self.stage = re.findall(rows, text), ("E_MANIFEST_FORM", MANIFEST)
        parts = [HEAD, *(REFERENCE.format(*row) for row in rows), "</asic:ASiCManifest>\n"]
        need(rows and text == "".join(parts))
        need([name for name, _, _ in rows] == [*self.members][1:-2], "E_COVERAGE")
        said = {name: value for name, _, value in rows}
        for name, (offset, size, crc) in self.members.items():
            self.stage, digest, found = ("E_CRC", name), hashlib.sha256(), 0
            for at in range(0, size, 2**20):
                piece = self.slice(offset + at, min(2**20, size - at))
                digest.update(piece)
                found = zlib.crc32(piece, found)
            need(found == crc)
            value = base64.b64encode(digest.digest()).decode()
            need(said.get(name, value) == value, "E_DIGEST")
            facts[name] = (digest.hexdigest(), size)
        return facts

    def document(self, path: str, kind: str, code: str, limit: int = 2**22) -> dict:
        """A document that is written and shaped as §1 and its schema say."""
        self.stage, raw = (code, path), self.read(path, limit)
        value, bare = json.loads(raw.decode("ascii")), re.sub(rb'"(?:[^"\\]|\\.)*"', b"", raw)
        need(not re.search(rb"\d[.eE]|\d{16}|[NI]", bare))
        need(not re.search(rb"(?<!\\)(?:\\\\)*\\u0000", raw))
        need(max(accumulate((c in b"[{") - (c in b"]}") for c in bare)) <= 16)
        need(canonical(value) == raw and json.dumps(value, ensure_ascii=False).encode())
        version = re.fullmatch(rf"tipdesk-{kind}/(\d+)\.(0|[1-9]\d*)", value["format"], re.ASCII)
        need(version[1] == "1", "E_VERSION")
        schema = (self.schemas / f"{kind}.schema.json").read_text("utf-8")
        if kind in ("record", "annex"):  # codes may be unknown (§1.1), texts empty
            schema = re.sub(r'"enum": \[[^]]*\]|"minLength": 1', '"type": "string"', schema)
        schema = json.loads(schema)
        shown, newer = value | {"format": f"tipdesk-{kind}/1.0"}, version[2] != "0"
        if newer and kind == "record":
            shown["rows"] = [row for row in value["rows"] if re.match(KNOWN_ROW, row[1])]
        need(fits(shown, schema, schema, newer))
        self.tell("W_NEWER", newer)
        return value

    def signature(self, path: str, content: str, mime: bytes, role: int) -> Certificate:
        """§3.3: what openssl is lenient about is judged here, signature and path by openssl."""
        code = "E_APPROVAL_SIGNATURE" if path.endswith("approval.p7s") else "E_SIG_PARSE"
        self.stage, raw = (code, path), self.read(path, 2**18)
        [info] = der(raw)
        version, digests, inner, held, *lists, signers = info.kids[1].kids[0].kids
        [signer] = signers.kids
        number, who, digest, said, algorithm, _, *unsigned = signer.kids
        need(version.raw == number.raw == b"\2\1\1" and inner.raw == b"\x30\x0b" + DATA)
        for group in (said, held, *lists, *unsigned):
            need(group.kids == sorted(group.kids, key=lambda kid: kid.raw))
        bodies = [(certificate.kids[0].kids, certificate) for certificate in held.kids]
        need(len(bodies) <= 8 and all(body[1].body[0] < 128 for body, _ in bodies))
        [leaf] = [Certificate(c) for body, c in bodies if body[3].raw + body[1].raw == who.body]
        values = {pair.kids[0].body.hex(): pair.kids[1].kids for pair in said.kids}
        [kind], [_], [when], [ess], [media], [protection] = (values[name] for name in SAID)
        [[*other, _, issued]] = [one.kids for one in ess.kids[0].kids]
        [general], serial = issued.kids[0].kids, issued.kids[1]
        need(len(said.kids) == 6 and len(ess.kids) == 1 and general.body + serial.raw == who.body)
        need(all(re.fullmatch(DIGEST.format("[12]"), one.raw.hex()) for one in other))
        need(kind.raw == DATA and when.tag == 0x17 and media.raw == bytes([12, len(mime)]) + mime)
        key, sha2 = ALGORITHMS[algorithm.raw.hex()]
        need(re.fullmatch(DIGEST.format(sha2), digest.raw.hex()) and digests.body == digest.raw)
        need(protection.body == digest.raw + b"\xa1" + algorithm.raw[1:])
        kind, bits = leaf.key.kids
        need(kind.raw.hex() == key)
        need(key != RSA or int.from_bytes(der(bits.body[1:])[0].kids[0].body) >> 3071)
        self.stage, way = ("E_CERT_UNTRUSTED", path), [leaf]
        if all(root.subject.raw != leaf.issuer.raw for root in self.roots):
            way += [Certificate(c) for body, c in bodies if body[5].raw == leaf.issuer.raw][:1]
        [root] = [one for one in self.roots if one.subject.raw == way[-1].issuer.raw]
        files = self.put("p7s", raw), "-content", self.put("text", self.read(content))
        done = run(CMS, *files, "-CAfile", self.put("root.pem", root.pem))
        need(done.returncode == 0, "" if b"ertificate verify error" in done.stderr else code)
        # §3.4: shape, time, revocation and place in the trust list
        self.stage, now = ("E_CERT_USAGE", path), self.now
        claimed = leaf.signed = when.time()
        need(leaf.critical <= {USE, BASIC, POLICIES, PURPOSES}, "E_CERT_CRITICAL")
        need(leaf.kinds in (SUBJECT, sorted([*SUBJECT, "550429"])), "E_CERT_HOLDER")
        need(LEAF.items() <= leaf.more.items() and {"551d0e", "551d23"} <= leaf.more.keys())
        need("06082b06010505070324" in leaf.more[PURPOSES])  # id-kp-documentSigning
        need(len(way) == 1 or role != 3 and way[1].vouches(leaf))
        allowed = ([1], [4], [1, 4], [2], [5], [2, 5], [3])
        need(role in leaf.roles and leaf.roles in allowed, "E_CERT_ROLE")
        need(claimed <= now + DAY, "E_TIME_FUTURE")
        start, end = max(one.start for one in way), min(one.end for one in way)
        good = start <= claimed <= end and start <= now <= end + 180 * DAY
        need(good and root.start <= now <= root.end, "E_CERT_EXPIRED")
        self.tell("W_EXPIRED_IN_TRANSIT", end < now)
        self.tell("W_TIME_UNPROVEN", end < now)
        mine = [one for raw in self.lists if (one := self.judged(raw, root, way[-1].number))]
        need(mine, "E_CRL_MISSING")
        given = (
            self.judged(node.raw, root, way[-1].number) for part in lists for node in part.kids
        )
        mine += [one for one in given if one and one[0] > max(mine)[0]]
        need(now - max(mine)[1] <= 30 * DAY, "E_CRL_STALE")
        self.tell("W_CRL_STALE", now > max(mine)[1])
        for _, _, since, compromised in mine:
            need(not since or not compromised and claimed < since, "E_CERT_REVOKED")
            self.tell("A_LEAVER", since)
        listed = "0420" + sha(leaf.key.raw).hex() in root.more[ARC[4:] + "0a"]
        if role != 3:
            self.tell("W_NO_LIST", not self.trust)
            row, kind = leaf.row, "certificates"
            if len(way) == 2:
                row = {key: way[1].row[key] for key in ("sha256", "from", "until")}
                row, kind = row | {"station": way[1].name[UNIT]}, "vouchers"
            rows = self.trust[kind] if self.trust else [row]
            listed = any(row.items() <= one.items() for one in rows)
        need(listed, "E_CERT_UNLISTED")
        return leaf

    def judged(self, raw: bytes, root: Certificate, serial: int) -> tuple | None:
        """Number and end of a list that the root signed; when it revoked, and whether for a key."""
        files = self.put("list", raw), "-CAfile", self.put("root.pem", root.pem)
        done = run("openssl crl -noout -text -inform DER -in", *files)
        if b"verify OK" not in done.stderr:
            return None
        text, since, compromised, date = (
            done.stdout.decode(),
            None,
            False,
            "%b %d %H:%M:%S %Y GMT%z",
        )
        until = datetime.strptime(re.search(r"Next Update: (.*)", text)[1] + "+0000", date)
        number = int(re.search(r"CRL Number: *\n *(\w+)", text)[1], 0)
        for entry in text.split("Serial Number: ")[1:]:
            if int(entry.split()[0], 16) == serial:
                since = re.search("Revocation Date: (.*)", entry)[1] + "+0000"
                since = datetime.strptime(since, date)
                other = re.search(r"Reason Code: *\n *(?!Unspecified|.*Compromise)", entry)
                compromised |= not other
        return number, until, since, compromised

    def anchor(self, pem: str) -> None:
        """Roots and revocation lists out of PEM."""
        for kind, text in re.findall(r"-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----", pem):
            raw = base64.b64decode("".join(text.split()), validate=True)
            if kind != "CERTIFICATE":
                self.lists.append(raw)
                continue
            [root], shape = map(Certificate, der(raw)), f"30L{ARC}0a04L30L((?:0420.{{64}}){{2,7}})"
            shape = re.fullmatch(shape.replace("L", "(?:81)?.."), root.more[ARC[4:] + "0a"])
            need(ordered(re.findall("0420(.{64})", shape[1])))
            need(ROOT.items() <= root.more.items() and root.key.kids[0].raw.hex() == P384)
            file, command = self.put("root.pem", root.pem), "openssl verify -check_ss_sig -CAfile"
            need(run(command, file, "-no_check_time", file).returncode == 0)
            self.roots.append(root)
        self.facts["authority"] = f"{int(self.roots[0].row['sha256'], 16) % 10**40:040}"

    def load_trust(self, path: Path) -> None:
        """§12: a trust list, or root and revocation list as PEM."""
        self.stage, start = ("E_TRUST_FORM", "trust"), path.read_bytes()
        if not start.startswith(b"PK"):
            return self.anchor(start.decode("ascii"))
        self.open(path, ["trust.json", "trust.p7s"])
        trust = self.document("trust.json", "trust", "E_TRUST_FORM")
        need(trust["serial"] > 0 and all(ordered(one["roles"]) for one in trust["certificates"]))
        self.anchor("".join(trust["ca"] + trust["crl"]))
        roots, self.roots = self.roots, self.roots[:1]
        need(len(roots) == len(trust["ca"]) and len(self.lists) == len(trust["crl"]))
        limit = max(root.start for root in roots) + 180 * DAY
        need(len(roots) == 1 or datetime.fromisoformat(trust["created"]) <= limit)
        need(len({root.subject.raw for root in roots}) == len(roots))
        need(all(any(self.judged(raw, root, 0) for raw in self.lists) for root in roots))
        first = self.signature("trust.p7s", "trust.json", b"application/json", 3)
        second = self.signature(SIGNATURE, MANIFEST, b"text/xml", 3)
        need(not first.same(second), "E_ONE_PERSON")
        self.covered()
        need(not any(code == "A_LEAVER" for code, _ in self.told), "E_CERT_REVOKED")
        self.roots, self.trust = roots, trust

    def bundle(self, keys: set[str]) -> None:
        """Steps 5 to 11."""
        self.read(MANIFEST)
        self.judging = 1
        self.exporter = self.signature(SIGNATURE, MANIFEST, b"text/xml", 1)
        facts = self.covered()
        real = self.real = {n: fact for n, fact in facts.items() if n.startswith("bag/data/")}
        self.stage = ("E_BAG_MANIFEST", TAGS[1])
        for tag, names in ((TAGS[2], real), (TAGS[3], sorted(TAGS[:3]))):
            lines = "".join(f"{facts[name][0]}  {name[4:]}\n" for name in names)
            need(self.read(tag) == lines.encode())
        bagit = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        info = re.fullmatch(INFO, self.read(TAGS[1]).decode(), re.ASCII)
        day, oxum, minor, *identity, recipients = info.groups()[:6]
        need(oxum == f"{sum(size for _, size in real.values())}.{len(real)}", "E_BAG_OXUM")
        need(self.read(TAGS[0]) == bagit and datetime.fromisoformat(day))
        self.tell("W_NEWER", minor != "0")
        asked = [word for key in recipients.split()[1::2] for word in ("-r", key)]
        need(not asked or run("age -o /dev/null", *asked).returncode == 0)  # are they keys?
        need((keys or {*recipients.split()}) & {*recipients.split()}, "E_NOT_FOR_US")
        index = self.index = self.document(INDEX, "index", "E_INDEX_FORM")
        shown = ("station", "office", "number", "case_id", "revision")
        self.facts |= {name: index[name] for name in shown}
        self.facts["exported_by"] = self.exporter.name[LOGIN]
        created, notice = datetime.fromisoformat(index["created"]), index["kind"] == "notice"
        need(ordered([one["path"] for one in index["files"]]))
        need(not notice or not index["carried_before"])
        for things in (index["not_sent"], index["carried_before"]):
            need(len({canonical(thing) for thing in things}) == len(things))
        if index["supplements"]:
            changes = [(one["path"], one["how"]) for one in index["supplements"]["changes"]]
            need(ordered(changes) and not notice)
            need(index["supplements"]["revision"] <= index["revision"], "E_CHANGES")
        self.tell("W_LATE", self.now > created + 14 * DAY)
        self.stage = ("E_INDEX_MISMATCH", INDEX)
        said = {f"bag/data/{one['path']}": (one["sha256"], one["size"]) for one in index["files"]}
        need(INDEX not in said and said | {INDEX: real[INDEX]} == real)
        need(identity == [index["kind"], index["bundle_id"]] and created == self.exporter.signed)
        need(self.exporter.name[UNIT] == index["station"], "E_STATION")
        self.case = f"bag/data/{index['case_id']}/"
        papers = self.case + (f"({PAPERS})" if not notice else r"(record\.json|notice\.pdf)")
        more = {*real} - {INDEX, "bag/data/readme.txt"}
        good = all(re.fullmatch(papers, path, re.ASCII) for path in more)
        need(good, "E_NOTICE_MORE" if notice else "E_NOT_AS_APPROVED")
        self.record(notice)
        if not notice:
            self.approved()

    def annex(self) -> None:
        """§9.2, without the case that it belongs to."""
        self.read(MANIFEST)
        self.judging = 1
        signer, facts = self.signature(SIGNATURE, MANIFEST, b"text/xml", 4), self.covered()
        annex = self.document("annex.json", "annex", "E_ANNEX_FORM")
        need(ordered([row[1] for row in annex["answers"]]))
        need(all(("value" in row[2]) != ("reason" in row[2]) for row in annex["answers"]))
        need(len({one["number"] for one in annex["not_sent"]}) == len(annex["not_sent"]))
        said = {one["path"]: (one["sha256"], one["size"]) for one in annex["files"]}
        need(said == {name: facts[name] for name in facts if name.startswith("files/")})
        for number, one in enumerate(annex["files"], 1):
            need(one["path"].startswith(f"files/{number:04}."))
        pair = [signer.name[UNIT], annex["station"]]
        pairs = self.trust["approves_for"] if self.trust else []
        need(pair[0] == pair[1] or pair in pairs, "E_STATION")
        self.facts |= {name: annex[name] for name in ("station", "number", "case_id", "revision")}

    def record(self, notice: bool) -> None:
        """§6: every row is among the digests; their root is what was approved."""
        record = self.document(self.case + "record.json", "record", "E_RECORD_FORM", 2**24)
        rows, digests = {row[1]: row[2] for row in record["rows"]}, record["digests"]
        need(ordered([row[1] for row in record["rows"]]) and ordered(digests))
        need({sha(canonical(row)).hex() for row in record["rows"]} <= {*digests}, "E_ROW")
        self.root, known = sha(*map(bytes.fromhex, digests)).hex(), NOTICE.split("|")
        need({*known[:4], *([] if notice else ["_withheld", "_withheld_level4"])} <= rows.keys())
        need(len(digests) == len(rows) or not notice and len(digests) % 64 == 0)
        if notice:
            release, answers = rows["_release"], [rows[name] for name in {*rows} - {*known[:4]}]
            need(rows.keys() <= {*known} and release["basis"] == ["legal_duty"], "E_NOTICE_MORE")
            need(not release["picks"] and longest(answers) <= 300, "E_NOTICE_MORE")
        same = [rows["_case"][name] for name in ("id", "revision")]
        need(same == [self.index["case_id"], self.index["revision"]], "E_INDEX_MISMATCH")
        self.exhibits = {}
        for name, value in ((name, rows[name]) for name in rows if re.match(KNOWN_ROW, name)):
            kind, number = re.fullmatch(r"(\w+)(?:\[(\d+)\])?(?:/\w+)?", name, re.ASCII).groups()
            if name[0] != "_":
                need(not re.fullmatch(UNSAID, name) and ("value" in value) != ("reason" in value))
            elif number:
                need(number == "1" or f"{kind}[{int(number) - 1}]" in rows)
            if name.startswith("_attachment["):
                need(value["path"].startswith(f"att/{int(number):04}."))
                self.exhibits[value["path"]] = (value["sha256"], value["size"])
            if name.startswith("_recording[") and value["ended_at"] is not None:
                need(len(value["ended_at"]) == 24 and datetime.fromisoformat(value["ended_at"]))

    def approved(self) -> None:
        """§5.2, point by point; then the chain that the approval stands in."""
        index, case, path = self.index, self.case, self.case + "approval.json"
        approval = self.approval = self.document(path, "approval", "E_APPROVAL_FORM")
        direct = approval["kind"] == "direct"
        meant = {one["name"]: (one["sha256"], one["size"]) for one in approval["subjects"]}
        need(ordered([one["name"] for one in approval["subjects"]]))
        need(ordered(approval["authors"]) and ordered(approval["for"]))
        times = (approval["approved_at"], index["created"], approval["valid_until"])
        begun, created, ended = map(datetime.fromisoformat, times)
        need(begun <= created <= ended <= begun + 30 * DAY, "E_APPROVAL_OLD")
        other = any(approval[key] != index[key] for key in ("case_id", "revision", "tenure"))
        need(not other and index["office"] in approval["for"], "E_APPROVAL_OTHER")
        need(approval["station"] == index["station"], "E_STATION")
        need(approval["record_root"] == self.root, "E_RECORD_ROOT")
        there = {name.removeprefix(case): fact for name, fact in self.real.items()}
        there = {n: fact for n, fact in there.items() if re.fullmatch(APPROVED, n, re.ASCII)}
        for one in index["carried_before"]:
            name = f"bag/data/{one['path']}".removeprefix(case)
            need(name not in there and name.startswith("att/"), "E_NOT_AS_APPROVED")
            there[name] = (one["sha256"], one["size"])
        exhibits = {name: fact for name, fact in meant.items() if name.startswith("att/")}
        need(there == meant and exhibits == self.exhibits, "E_NOT_AS_APPROVED")
        role = 1 if direct else 4
        person = self.signature(case + "approval.p7s", path, b"application/json", role)
        need(person.signed == begun, "E_APPROVAL_SIGNATURE")
        pair = [person.name[UNIT], self.exporter.name[UNIT]]
        near = pair[0] == pair[1]
        need(near or self.trust and pair in self.trust["approves_for"], "E_STATION")
        need(person.name[LOGIN] == approval["approver"], "E_APPROVER")
        one = near and person.name[LOGIN] == self.exporter.name[LOGIN]
        one = one or person.same(self.exporter) or approval["approver"] in approval["authors"]
        rows = self.trust["certificates"] + self.trust["vouchers"] if self.trust else []
        for row in rows:
            here = row.get("code", row.get("station")) == approval["station"]
            wrote = here and row["login"] in approval["authors"]
            one = one or wrote and row["number"].casefold() == person.name[NUMBER].casefold()
        need(direct or not one, "E_ONE_PERSON")
        self.facts["approved_by"] = person.name[LOGIN]
        custody = self.document(case + "custody.json", "custody", "E_CUSTODY_FORM", 2**24)
        alone = len(custody["segments"]) == index["tenure"] == 1
        need(alone and custody["segments"][0]["station"] == index["station"], "E_SEGMENT")
        self.chain(custody["segments"][0], direct)
        self.tell("A_DIRECT", direct)
        for one in index["carried_before"]:
            self.told[("A_NOT_HERE", f"bag/data/{one['path']}")] = True

    def chain(self, segment: dict, direct: bool) -> None:
        """§7.2: every link is hashed again, every tag tested with every key."""
        index, approval, keys = self.index, self.approval, [*map(bytes.fromhex, segment["keys"])]
        first, previous = segment["from"][0], bytes.fromhex(segment["from"][1])
        need(len({*keys}) == len(keys) and (first > 1 or previous == bytes(32)))
        own, force, head = [], 0, None  # links of this file, place of its key, of the approval
        for seq, link in enumerate(segment["links"], first):
            place, tag = seq.to_bytes(8), bytes.fromhex(link[0][:32])
            inner = bytes.fromhex(link[0][32:])
            holders = [k for k in keys if hmac.digest(k, place, "sha256")[:16] == tag]
            if len(link) == 1:
                need(not holders, "E_LINK_HIDDEN")
            else:
                force = min(force + (own != [] and own[-1][6] == "exported"), 63)
                digest, closed = bytes.fromhex(link[3]), len(link) == 4
                digest = digest if closed else sha(digest, canonical(link[4:]))
                inner = sha(b"tipdesk-link/1", link[1].to_bytes(8), bytes([link[2]]), digest)
                own.append([*link, "", "", "", {}] if closed else link)  # closed: no action
                action, detail = own[-1][6:]
                need(holders == keys[force : force + 1] != [], "E_LINK_FOREIGN")
                begins = action in ("opened", "carried_over", "transfer_taken_in")
                need(link[1] == len(own) and (link[1] > 1 or begins), "E_LINK_MISSING")
                need(not closed or link[2] == 0, "E_DECISION_CLOSED")
                need(all(len(name) <= 200 for name in detail))
                need(link[2] == 1 or not re.fullmatch(DECISION, action))
            previous = sha(b"tipdesk-chain/1", place, previous, tag, inner)
            if [seq, previous.hex()] == approval["head"] and len(link) > 1:
                head, used = len(own) - 1, keys[: force + 1]
        need(own and len(keys) == force + 1)
        made = [sha(b"tipdesk-file-key/1", key) for key in keys[1:]]
        need(made == keys[:-1], "E_CASE_KEYS")
        need(head is not None, "E_HEAD")
        need(sha(*used).hex() == approval["case_keys"], "E_CASE_KEYS")
        ruled = pairwise(step[6] for step in own if step[2] == 1)
        away = [after for before, after in ruled if before == "transfer_given_up"]
        need({*away} <= {"transfer_taken_back"}, "E_SEGMENT")
        actions, link = [step[6] for step in own], own[head]
        good = link[5:7] == [approval["approver"], "approved_directly" if direct else "approved"]
        asked = not direct and link[6] == "approval_asked"
        good |= asked and link[7].get("approver") == approval["approver"]
        good &= link[7].get("subjects") == sha(canonical(approval["subjects"])).hex()
        ends = {"completed", "amended", "returned", "withdrawn", "voided"}
        need(good and not ends & {*actions[head + 1 :]}, "E_NOT_APPROVED")
        authors = [set()]  # of each stretch between two exports in which somebody wrote
        for _, _, _, _, _, officer, action, detail in own[:head]:
            if action in ("completed", "amended"):
                authors[-1].add(officer)
            elif action == "carried_over":
                authors[-1].update(detail["authors"].split())
            elif action == "exported" and authors[-1]:
                authors.append(set())
        last = authors[-1] or authors[-2:][0]
        need(direct or last <= {*approval["authors"]}, "E_ONE_PERSON")
        said = {"bundle": index["bundle_id"], "number": str(index["number"])}
        said |= {name: index[name] for name in ("office", "series")}
        good = own[-1][5:7] == [self.exporter.name[LOGIN], "export_begun"]
        need(good and said.items() <= own[-1][7].items(), "E_EXPORTER")
        hidden = "hidden" in actions or own[0][7].get("hidden") == "yes"
        need(not direct or hidden and "approved_directly" in actions, "E_DIRECT")
        self.scans([step[7] for step in own if step[6] == "signed_filed"])

    def scans(self, filed: list[dict]) -> None:
        """§4.2: every scan of signed pages is listed and has its link."""
        name, scans = self.case + "signed.json", []
        if name in self.real:
            scans = self.document(name, "signed", "E_INDEX_FORM")["scans"]
        self.stage = ("E_INDEX_MISMATCH", name)
        there = [path for path in self.real if path.startswith(self.case + "signed/")]
        need(sorted(f"bag/{scan['path']}" for scan in scans) == sorted(there))
        need(there or name not in self.real)
        for scan in scans:
            need(self.real["bag/" + scan["path"]][0] == scan["sha256"])
            for paper in scan["papers"]:
                said = {key: str(value) for key, value in paper.items() if key in FILED}
                said |= {"pages": " ".join(map(str, paper["pages"])), "sha256": scan["sha256"]}
                need(any(said.items() <= detail.items() for detail in filed))
                need((paper["record"] == self.root[:32]) == (paper["state"] == "this"))
                need(all(1 <= page <= paper["of"] for page in paper["pages"]), "E_INDEX_FORM")


def main() -> int:
    options = argparse.ArgumentParser(description="Verifies a signed case bundle.")
    here = Path(__file__).resolve().parent
    for name in ("file", "--identity", "--trust", "--schemas"):
        options.add_argument(name, type=Path)
    options.add_argument("--at", type=datetime.fromisoformat, default=datetime.now(UTC))
    options.add_argument("--json", action="store_true")
    given, folders = options.parse_args(), [here.parent / "resources/schemas", here / "schemas"]
    schemas = given.schemas or next((one for one in folders if one.is_dir()), here)
    programs = all(map(shutil.which, ("openssl", "age", "age-keygen")))
    if not programs or not (schemas / "index.schema.json").is_file():
        options.error("openssl, age, age-keygen or the JSON Schemas (--schemas) are not there")
    with tempfile.TemporaryDirectory() as folder:
        reader, keys, path = Reader(given.at, Path(folder), schemas), set(), given.file
        try:
            if given.trust:
                reader.load_trust(given.trust)
            if given.identity:
                keys = {*run("age-keygen -y", given.identity).stdout.decode().split()}
                need(keys)
            if path.suffix == ".age":
                path = reader.decrypted(path, given.identity)
            reader.stage = ("E_FILE", "")
            reader.tell("A_NOT_ENCRYPTED", path == given.file)
            reader.open(path, TAGS)
            reader.annex() if "annex.json" in reader.members else reader.bundle(keys)
        except BROKEN as error:
            reader.tell((isinstance(error, Fault) and error.args[0]) or reader.stage[0], True)
    codes = sorted({code for code, _ in reader.told})
    kinds = {code[0] for code in codes}
    status = 2 - reader.judging if "E" in kinds else 3 if "A" in kinds else 0
    verdict = ["ACCEPT", "REFUSE", "UNREADABLE", "ASIDE"][status]
    problems = [{"code": code, "path": where} for code, where in reader.told]
    if given.json:
        print(json.dumps({"verdict": verdict, "codes": codes, "problems": problems} | reader.facts))
    else:  # names may come out of a hostile file: nothing of them drives a terminal
        lines = [f"{code} {ascii(where)[1:-1]}" for code, where in reader.told]
        print("authority", reader.facts.get("authority"), *lines, verdict, sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
