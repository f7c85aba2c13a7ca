"""What is inside a package: a list for people in the tree, a bill of materials beside it.

Names, versions and digests are those of the lock; licences what each says of itself, as SPDX writes
it. The bill is CycloneDX 1.6. There is no clock in it: the same package has the same bill.
"""

from __future__ import annotations

import email.parser
import json
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import build_cache
import program_tree

_TIPDESK = "Apache-2.0"
# Of those whose metadata say it in words of their own. Qt is taken under the LGPL.
_SPDX = {
    "babel": "BSD-3-Clause",
    "charset-normalizer": "MIT",
    "et-xmlfile": "MIT",
    "miniaudio": "MIT",
    "openpyxl": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyside6-essentials": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "shamir-mnemonic": "MIT",
    "shiboken6": "LGPL-3.0-only",
    "sqlcipher3": "Zlib",
    "uharfbuzz": "Apache-2.0",
    "zxcvbn": "MIT",
}
_LIST = "LIST.txt"


@dataclass(frozen=True)
class Part:
    """Something that is inside and was made by others."""

    name: str
    version: str
    licence: str  # SPDX expression
    sha256: str = ""
    url: str = ""  # package URL
    kind: str = "library"
    inner: tuple[Mapping[str, Any], ...] = ()  # what it says is inside itself


def inner_component(name: str, version: str, licence: str) -> Mapping[str, Any]:
    """Something inside a part, for its `inner`."""
    versioned = {"version": version} if version else {}
    return {"type": "library", "name": name, **versioned, "licenses": [_licence(licence)]}


def _licence(expression: str) -> dict[str, Any]:
    """A single name stands as such; what is joined is an expression."""
    if " " in expression:
        return {"expression": expression}
    return {"license": {"name" if expression.startswith("LicenseRef-") else "id": expression}}


# What is linked into wheels without a bill of their own; a test asks the libraries for the
# versions. Texts that no wheel brings are in `licences`.
_WITHIN: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "argon2-cffi-bindings": (inner_component("Argon2", "", "CC0-1.0 OR Apache-2.0"),),
    "sqlcipher3": (
        inner_component("SQLCipher", "4.19.0", "BSD-3-Clause"),
        inner_component("SQLite", "3.53.4", "blessing"),
        inner_component("OpenSSL", "3.6.0", "Apache-2.0"),
    ),
    "uharfbuzz": (inner_component("HarfBuzz", "15.0.0", "MIT-Modern-Variant"),),
    "zxing-cpp": (inner_component("libzint", "", "BSD-3-Clause"),),
}

# What lies in `resources` and is not tipdesk's own.
RESOURCES: tuple[Part, ...] = (
    Part("IBM Plex Sans Arabic", "", "OFL-1.1", kind="data"),
    Part("Noto Sans", "", "OFL-1.1", kind="data"),
    Part("Phosphor Icons", "", "MIT", kind="data"),
    Part("Unicode character data", "", "Unicode-3.0", kind="data"),
    Part("BIP-39 English word list", "", "MIT", kind="data"),
)


def parts_of(wheels: Iterable[Path], tree: Path) -> list[Part]:
    """The wheels of which a file is in the tree."""
    inside = {path.name.removesuffix("c") for path in tree.rglob("*") if path.is_file()}
    return [part_of(wheel) for wheel in wheels if _brings_one_of(wheel, inside)]


def _brings_one_of(wheel: Path, inside: set[str]) -> bool:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
    needed = (name for name in names if not re.search(r"\.dist-info/|__init__\.py$", name))
    return any(name.rpartition("/")[2] in inside for name in needed if _may_go(name))


def _may_go(name: str) -> bool:
    return name.startswith(("PySide6/", "shiboken6/")) or not program_tree.LEFT_OUT.search(name)


def part_of(wheel: Path) -> Part:
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = email.parser.Parser().parsestr(archive.read(metadata).decode("utf-8"))
        bills = [
            json.loads(archive.read(name))
            for name in sorted(names)
            if "/sboms/" in name and name.endswith(".json")
        ]
    name, version = re.sub(r"[-_.]+", "-", about["Name"]).lower(), about["Version"]
    inner = [_plain(component) for bill in bills for component in bill.get("components", ())]
    inner += _WITHIN.get(name, ())
    return Part(
        name,
        version,
        _SPDX.get(name) or about["License-Expression"],
        build_cache.digest(wheel),
        f"pkg:pypi/{name}@{version}",
        inner=tuple(inner),
    )


def _plain(component: Mapping[str, Any]) -> Mapping[str, Any]:
    """A component of somebody else's bill: what it is, without their references."""
    kept = {key: component[key] for key in ("type", "name", "version", "purl") if key in component}
    return {"type": "library"} | kept


def write_list(parts: Sequence[Part], licences: Path) -> None:
    """`LIST.txt` in the folder of licences: what is inside and under which terms."""
    rows = [(f"tipdesk {program_tree.version()}", _TIPDESK)]
    for part in parts:
        rows.append((f"{part.name} {part.version}".strip(), part.licence))
        rows += [(f"  {name}", licence) for name, licence in _inside(part)]
    wide = max(len(name) for name, _licence in rows) + 2
    lines = [f"{name:<{wide}}{licence}" for name, licence in rows]
    text = (
        "What is inside, and under which licence (SPDX). The texts are in the folders beside.\n\n"
    )
    licences.mkdir(parents=True, exist_ok=True)
    (licences / _LIST).write_bytes((text + "\n".join(lines) + "\n").encode())


def _inside(part: Part) -> Iterator[tuple[str, str]]:
    """What is linked into a part, with its licence; others' bills say none of theirs."""
    for component in part.inner:
        for licence in component.get("licenses", ()):
            name = f"{component['name']} {component.get('version', '')}".strip()
            yield name, licence.get("expression") or licence["license"]["id"]


def write_bill(parts: Sequence[Part], package: Path) -> Path:
    """The bill of materials of the file `package`, beside it."""
    components = [_component(part) for part in parts]
    main: dict[str, Any] = {
        "type": "application",
        "bom-ref": "tipdesk",
        "name": "tipdesk",
        "version": program_tree.version(),
        "licenses": [{"license": {"id": _TIPDESK}}],
        "hashes": [{"alg": "SHA-256", "content": build_cache.digest(package)}],
    }
    bill: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": main},
        "components": components,
        "dependencies": [
            {"ref": "tipdesk", "dependsOn": [component["bom-ref"] for component in components]}
        ],
    }
    named = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True))
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{named}",
        **bill,
    }
    target = package.with_name(f"{package.name}.cdx.json")
    target.write_bytes((json.dumps(bill, indent=1, ensure_ascii=False) + "\n").encode())
    return target


def _component(part: Part) -> dict[str, Any]:
    reference = part.url or re.sub(r"\W+", "-", f"{part.name} {part.version}".strip().lower())
    component: dict[str, Any] = {"type": part.kind, "bom-ref": reference, "name": part.name}
    if part.version:
        component["version"] = part.version
    component["licenses"] = [_licence(part.licence)]
    if part.sha256:
        component["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    if part.url:
        component["purl"] = part.url
    if part.inner:
        component["components"] = list(part.inner)
    return component
