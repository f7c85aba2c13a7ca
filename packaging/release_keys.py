"""The maker's keys, and what they sign: roots and releases.

    release_keys.py key --maker MAKER --name NAME FOLDER     a key in FOLDER/NAME.key.json
    release_keys.py root --version N FOLDER KEY KEY KEY      FOLDER/root-N.json
    release_keys.py release --version V --sequence N … FOLDER
                                                             FOLDER/release.json over the targets
    release_keys.py sign FILE KEY                            FILE-1.p7s, -2 … beside FILE
    release_keys.py pack FOLDER                              FOLDER/tipdesk-V.update

Three people hold a key each, on a USB drive of their own, under a passphrase of their own; two of
them sign. A key signs on its holder's computer: only `release.json` or `root-N.json` goes there,
and the signature comes back into FOLDER. A new root is signed by two of the keys before and by two
of its own (`--newest SEQUENCE VERSION`, when keys were stolen: the newest release that counts).

FOLDER of a release holds the targets, `release.json`, every `root-N.json`, and the signatures. The
agency's authority countersigns what `pack` makes (`tipdesk authority sign-update`).
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import re
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.crypto.sealed_key import SealCost, seal, unseal
from tipdesk.bundle.strict_json import Fields, read_json, write_json
from tipdesk.bundle.update import maker_root, release
from tipdesk.bundle.update.maker_root import (
    THRESHOLD,
    MakerRoot,
    ReleaseMark,
    read_root,
    root_json,
    signing_keys,
)
from tipdesk.bundle.update.release import (
    ReleaseStatement,
    System,
    Target,
    read_release,
    release_json,
)
from tipdesk.bundle.update.update_file import (
    SignedRoot,
    TargetSource,
    small_members,
    update_name,
    write_update,
)
from tipdesk.core.clock import system_clock
from tipdesk.core.plain_file import open_plain, read_plain, whole_file, write_file
from tipdesk.storage.schema import MIGRATIONS

PURPOSE = "tipdesk release key"
SUMS = "SHA256SUMS"  # of what `build.py` made
SUMS_SIGNED_AS = "application/vnd.tipdesk.sha256sums"
LEAST_PASSPHRASE = 20  # letters
MOST = 1 << 20


def main(words: Sequence[str], cost: SealCost | None = None) -> int:
    """Do one command; the exit status."""
    chosen = _parser().parse_args(words)
    chosen.cost = cost or SealCost()
    command: Callable[[argparse.Namespace], None] = chosen.command
    command(chosen)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="release_keys.py")
    commands = parser.add_subparsers(required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--passphrase-file", type=Path, help="read the passphrase from this file")
    key = commands.add_parser("key", parents=[common], help="make a key")
    key.add_argument("--maker", required=True, help="who makes the program")
    key.add_argument("--name", required=True, help="who holds the key")
    key.add_argument("folder", type=Path)
    key.set_defaults(command=make_key)
    root = commands.add_parser("root", help="put a root together")
    root.add_argument("--version", type=int, required=True)
    root.add_argument("--newest", nargs=2, metavar=("SEQUENCE", "VERSION"))
    root.add_argument("folder", type=Path)
    root.add_argument("keys", type=Path, nargs=maker_root.KEYS, metavar="KEY")
    root.set_defaults(command=make_root)
    statement = commands.add_parser("release", help="say what a release is")
    statement.add_argument("--version", required=True)
    statement.add_argument("--sequence", type=int, required=True)
    statement.add_argument("--date", required=True, help="e.g. 2026-11-29")
    statement.add_argument("--valid-until", help="e.g. 2027-11-29")
    statement.add_argument("--root-version", type=int, required=True)
    statement.add_argument("--least-version", required=True)
    statement.add_argument("--changes-ar", type=Path, required=True, help="a line for each")
    statement.add_argument("--changes-en", type=Path, required=True)
    statement.add_argument("folder", type=Path)
    statement.set_defaults(command=make_release)
    sign = commands.add_parser(
        "sign", parents=[common], help="sign a root, a release or SHA256SUMS"
    )
    sign.add_argument("file", type=Path)
    sign.add_argument("key", type=Path)
    sign.set_defaults(command=sign_file)
    pack = commands.add_parser("pack", help="make the update")
    pack.add_argument("folder", type=Path)
    pack.set_defaults(command=pack_folder)
    return parser


# --- keys and roots ---------------------------------------------------------------------------


def make_key(chosen: argparse.Namespace) -> None:
    """A key under a passphrase; it never lies anywhere without."""
    passphrase = _passphrase(chosen, new=True)
    private = ec.generate_private_key(ec.SECP384R1())
    now = system_clock().replace(microsecond=0)
    certificate = certificates.make_release_certificate(private, chosen.maker, chosen.name, now)
    pkcs8 = private.private_bytes(
        Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
    sealed = seal(pkcs8, passphrase, PURPOSE, chosen.cost).decode("ascii")
    path = (
        chosen.folder / f"{re.sub('[^A-Za-z0-9-]+', '-', chosen.name).strip('-') or 'key'}.key.json"
    )
    if path.exists():
        sys.exit(f"{path} is there already")
    write_file(path, write_json({"certificate": pem, "sealed": sealed}))
    print(path)


def _certificate_and_seal(path: Path) -> tuple[bytes, bytes]:
    fields = Fields(read_json(read_plain(path)))
    pem = fields.text("certificate", limit=10_000).encode("ascii")
    sealed = fields.text("sealed", limit=10_000).encode("ascii")
    fields.end()
    return pem, sealed


def _open_key(path: Path, passphrase: str) -> SigningKey:
    pem, sealed = _certificate_and_seal(path)
    key = certificates.signing_key(unseal(sealed, passphrase, PURPOSE), pem, pem)
    return replace(key, chain=())  # nobody issued it: it goes along once


def make_root(chosen: argparse.Namespace) -> None:
    """The statement which three keys there are."""
    own = [certificates.load_certificate(_certificate_and_seal(path)[0]) for path in chosen.keys]
    newest = ReleaseMark(int(chosen.newest[0]), chosen.newest[1]) if chosen.newest else None
    data = root_json(chosen.version, own, newest)
    read_root(data)
    path = chosen.folder / f"root-{chosen.version}.json"
    write_file(path, data)
    print(path)


# --- releases ---------------------------------------------------------------------------------


def make_release(chosen: argparse.Namespace) -> None:
    """The statement over the targets that lie in the folder."""
    targets = []
    for system in System:
        path = chosen.folder / system.target_name(chosen.version)
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            targets.append(Target(system, path.stat().st_size, digest))
    statement = ReleaseStatement(
        version=chosen.version,
        sequence=chosen.sequence,
        date=_day(chosen.date),
        valid_until=_day(chosen.valid_until) if chosen.valid_until else None,
        root_version=chosen.root_version,
        targets=tuple(targets),
        least_version=chosen.least_version,
        schema_before=1,
        schema_after=len(MIGRATIONS),
        changes={"ar": _lines(chosen.changes_ar), "en": _lines(chosen.changes_en)},
    )
    data = release_json(statement)
    read_release(data)
    path = chosen.folder / "release.json"
    write_file(path, data)
    print(path)


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)


def _lines(path: Path) -> tuple[str, ...]:
    text = read_plain(path).decode("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def sign_file(chosen: argparse.Namespace) -> None:
    """A signature by one key, after saying what it is over."""
    data = read_plain(chosen.file, MOST)
    if chosen.file.name == "release.json":
        statement = read_release(data)
        signed_as = release.SIGNED_AS
        day = f"{statement.date:%Y-%m-%d}"
        print(f"tipdesk {statement.version}, number {statement.sequence}, of {day}")
        for target in statement.targets:
            print(f"  {target.sha256}  {target.system.target_name(statement.version)}")
    elif chosen.file.name == SUMS:
        signed_as = SUMS_SIGNED_AS
        print(data.decode("ascii"), end="")
    else:
        root = read_root(data)
        signed_as = maker_root.SIGNED_AS
        print(f"root {root.version}: {', '.join(root.names(root.keys))}")
    key = _open_key(chosen.key, _passphrase(chosen))
    now = system_clock().replace(microsecond=0)
    path = _next_name(chosen.file)
    write_file(path, cms.sign(data, key, now, signed_as))
    print(path)


def _next_name(file: Path) -> Path:
    return next(
        path
        for number in range(1, 100)
        if not (path := file.with_name(f"{file.stem}-{number}.p7s")).exists()
    )


def pack_folder(chosen: argparse.Namespace) -> None:
    """The update, when two keys have signed and every root leads to the next."""
    folder: Path = chosen.folder
    data = read_plain(folder / "release.json", MOST)
    statement = read_release(data)
    roots = _roots(folder)
    root = read_root(roots[-1].data)
    signatures = _signatures(folder / "release.json")
    keys = signing_keys(root, data, signatures, release.SIGNED_AS)
    if len(keys) < THRESHOLD or statement.root_version != root.version:
        sys.exit(f"{len(keys)} of root {root.version} signed; {THRESHOLD} are needed")
    small = small_members(data, signatures, roots)
    path = folder / update_name(statement.version)
    with whole_file(path) as file:
        write_update(file.write, small, [_source(folder, t, statement) for t in statement.targets],
                     statement.date)  # fmt: skip
    print(path)


def _signatures(file: Path) -> list[bytes]:
    return [read_plain(path) for path in sorted(file.parent.glob(f"{file.stem}-*.p7s"))]


def _roots(folder: Path) -> list[SignedRoot]:
    roots: list[SignedRoot] = []
    before: MakerRoot | None = None
    while (path := folder / f"root-{len(roots) + 1}.json").is_file():
        data, signatures = read_plain(path, MOST), tuple(_signatures(path))
        root = read_root(data)
        for signer in filter(None, (before, root)):
            if len(signing_keys(signer, data, signatures, maker_root.SIGNED_AS)) < THRESHOLD:
                sys.exit(f"{path.name}: {THRESHOLD} keys of root {signer.version} have to sign")
        roots.append(SignedRoot(data, signatures))
        before = root
    if not roots:
        sys.exit(f"there is no root-1.json in {folder}")
    return roots


def _source(folder: Path, target: Target, statement: ReleaseStatement) -> TargetSource:
    path = folder / target.system.target_name(statement.version)
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != target.sha256:
        sys.exit(f"{path.name} is not what was signed")
    return TargetSource(path.name, len(data), zlib.crc32(data), partial(open_plain, path))


def _passphrase(chosen: argparse.Namespace, *, new: bool = False) -> str:
    if chosen.passphrase_file is not None:
        typed = read_plain(chosen.passphrase_file).decode("utf-8").strip()
    else:
        typed = getpass.getpass("Passphrase of the key: ")
        if new and getpass.getpass("The same again: ") != typed:
            sys.exit("the two differ; nothing was made")
    if new and len(typed) < LEAST_PASSPHRASE:
        sys.exit(f"at least {LEAST_PASSPHRASE} letters")
    return typed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
