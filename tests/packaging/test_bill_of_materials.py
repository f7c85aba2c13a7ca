"""What is inside a package stands in a list and in a CycloneDX bill; nothing locked lacks a licence."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3
import uharfbuzz

import bill_of_materials
import locked_wheels
from bill_of_materials import RESOURCES, Part
from tests import json_schema
from windows import interpreter

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")

# The main rules of CycloneDX 1.6 (bom-1.6.schema.json), as far as they touch what is written here.
TYPES = ["application", "framework", "library", "container", "platform", "operating-system", "device",
         "device-driver", "firmware", "file", "machine-learning-model", "data", "cryptographic-asset"]  # fmt: skip
COMPONENT: dict[str, Any] = {
    "type": "object",
    "required": ["type", "name"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": TYPES},
        "bom-ref": {"type": "string", "minLength": 1},
        "name": {"type": "string"},
        "version": {"type": "string"},
        "purl": {"type": "string", "pattern": "^pkg:[a-z]+/"},
        "hashes": {"type": "array", "items": {"$ref": "#/$defs/hash"}},
        "licenses": {"type": "array", "items": {"$ref": "#/$defs/licence"}},
        "components": {"type": "array", "items": {"$ref": "#/$defs/component"}},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [
        "bomFormat",
        "specVersion",
        "serialNumber",
        "version",
        "metadata",
        "components",
        "dependencies",
    ],
    "additionalProperties": False,
    "properties": {
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.6"},
        "serialNumber": {
            "pattern": "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        },
        "version": {"type": "integer"},
        "metadata": {
            "type": "object",
            "required": ["component"],
            "additionalProperties": False,
            "properties": {"component": {"$ref": "#/$defs/component"}},
        },
        "components": {"type": "array", "items": {"$ref": "#/$defs/component"}},
        "dependencies": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["ref", "dependsOn"],
                "additionalProperties": False,
                "properties": {
                    "ref": {"type": "string"},
                    "dependsOn": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
    "$defs": {
        "component": COMPONENT,
        "hash": {
            "type": "object",
            "required": ["alg", "content"],
            "additionalProperties": False,
            "properties": {"alg": {"const": "SHA-256"}, "content": {"pattern": "^[a-f0-9]{64}$"}},
        },
        "licence": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "expression": {"type": "string"},
                "license": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                },
            },
        },
    },
}
SPDX_IDS = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-3.0-only", "MIT", "MIT-0",
            "MIT-CMU", "MIT-Modern-Variant", "OFL-1.1", "PSF-2.0", "Unicode-3.0", "ZPL-2.1", "Zlib",
            "blessing", "bzip2-1.0.6"}  # fmt: skip


def wheel(folder: Path, name: str, metadata: str, files: dict[str, str]) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"{name}-1.0.dist-info/METADATA", f"Name: {name}\nVersion: 1.0\n{metadata}\n"
        )
        for inner, text in files.items():
            archive.writestr(inner, text)
    return path


@pytest.fixture
def parts(tmp_path: Path) -> list[Part]:
    inner = {
        "components": [
            {
                "type": "library",
                "name": "openssl",
                "version": "3",
                "bom-ref": "x",
                "purl": "pkg:generic/openssl@3",
            }
        ]
    }
    wheels = [
        wheel(tmp_path, "used", "License-Expression: MIT", {
            "used/__init__.py": "", "used/words.py": "", "used-1.0.dist-info/sboms/a.json": json.dumps(inner),
        }),
        wheel(tmp_path, "left_out", "License-Expression: MIT", {"left_out/__init__.py": "", "left_out/other.py": ""}),
        wheel(tmp_path, "reportlab", "License: see license.txt", {"reportlab/pdfdoc.py": ""}),
    ]  # fmt: skip
    for name in ("used/__init__.pyc", "used/words.pyc", "reportlab/pdfdoc.pyc"):
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).touch()
    return bill_of_materials.parts_of(wheels, tmp_path / "tree")


def test_only_what_is_in_the_tree_is_named(parts: list[Part]) -> None:
    assert [(part.name, part.version, part.licence) for part in parts] == [
        ("used", "1.0", "MIT"), ("reportlab", "1.0", "BSD-3-Clause"),
    ]  # fmt: skip
    assert parts[0].inner == (
        {"type": "library", "name": "openssl", "version": "3", "purl": "pkg:generic/openssl@3"},
    )


def test_a_bill_keeps_the_rules_of_cyclonedx(parts: list[Part], tmp_path: Path) -> None:
    (tmp_path / "package").write_bytes(b"bytes")
    everything = [
        *parts,
        *RESOURCES,
        Part("Runtime", "", "LicenseRef-Other"),
        Part("Both", "1", "MIT AND Zlib"),
    ]
    target = bill_of_materials.write_bill(everything, tmp_path / "package")
    assert target.name == "package.cdx.json"
    bill = json.loads(target.read_bytes())
    assert json_schema.faults(bill, SCHEMA) == []
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(set(references)) == len(references)
    assert bill["dependencies"] == [{"ref": "tipdesk", "dependsOn": references}]
    for component in bill["components"]:
        (licence,) = component["licenses"]
        if "id" in licence.get("license", {}):
            assert licence["license"]["id"] in SPDX_IDS
    first = target.read_bytes()
    bill_of_materials.write_bill(everything, tmp_path / "package")
    assert target.read_bytes() == first


def test_people_find_every_licence_in_a_list(parts: list[Part], tmp_path: Path) -> None:
    bill_of_materials.write_list(parts, tmp_path / "licences")
    text = (tmp_path / "licences" / "LIST.txt").read_text("utf-8")
    assert re.search(r"^tipdesk \S+ +Apache-2.0$", text, re.MULTILINE)
    assert re.search(r"^reportlab 1.0 +BSD-3-Clause$", text, re.MULTILINE)


def test_what_is_linked_into_a_package_is_named_with_its_licence_and_version(
    tmp_path: Path,
) -> None:
    """As the libraries themselves say; of others in the same file nothing is known of a wheel."""
    inside = {
        name: {
            inner["name"]: inner.get("version", "")
            for inner in bill_of_materials.part_of(wheel(tmp_path, name, "License: x", {})).inner
        }
        for name in ("sqlcipher3", "uharfbuzz", "zxing-cpp")
    }
    vault = sqlcipher3.dbapi2.connect(":memory:")
    (version,) = vault.execute("PRAGMA cipher_version").fetchone()
    vault.close()
    module = Path(sqlcipher3._sqlite3.__file__).read_bytes()
    openssl = re.findall(rb"OpenSSL (\d+\.\d+\.\d+) \d+ \w{3} \d{4}", module)
    assert inside == {
        "sqlcipher3": {
            "SQLCipher": version.removesuffix(" community"),
            "SQLite": sqlcipher3.dbapi2.sqlite_version,
            "OpenSSL": openssl[0].decode(),
        },
        "uharfbuzz": {"HarfBuzz": uharfbuzz.version_string()},
        "zxing-cpp": {"libzint": ""},
    }


def test_what_is_inside_a_part_stands_below_it_in_the_list(tmp_path: Path) -> None:
    of_windows = interpreter.parts()
    wheels = [wheel(tmp_path, name, "License: x", {}) for name in ("sqlcipher3", "uharfbuzz")]
    parts = [*map(bill_of_materials.part_of, wheels), *of_windows]
    bill_of_materials.write_list(parts, tmp_path / "licences")
    text = (tmp_path / "licences" / "LIST.txt").read_text("utf-8")
    assert re.search(r"(?m)^sqlcipher3 1.0 +Zlib\n  SQLCipher \S+ +BSD-3-Clause\n", text)
    assert re.search(r"(?m)^  libffi +MIT$", text)
    (tmp_path / "package").write_bytes(b"bytes")
    bill = json.loads(bill_of_materials.write_bill(parts, tmp_path / "package").read_bytes())
    assert json_schema.faults(bill, SCHEMA) == []
    inner = [named for part in bill["components"] for named in part.get("components", ())]
    assert {"SQLCipher", "HarfBuzz", "libffi"} <= {named["name"] for named in inner}
    for named in inner:
        (licence,) = named["licenses"]
        names = licence.get("expression") or licence["license"]["id"]
        assert set(re.split(r" AND | OR ", names)) <= SPDX_IDS, named


@pytest.mark.long
@pytest.mark.parametrize(
    "platform", [locked_wheels.windows(), locked_wheels.linux()], ids=lambda platform: platform.name
)
def test_every_locked_package_says_its_licence(
    platform: locked_wheels.Platform, tmp_path: Path
) -> None:
    wheels = locked_wheels.provide(ROOT / "packaging" / "requirements.txt", platform)
    assert len(wheels) == len(locked_wheels.wanted(LOCK, platform))
    for path in wheels:
        part = bill_of_materials.part_of(path)
        names = set(re.split(r" AND | OR ", part.licence or ""))
        assert names <= SPDX_IDS, part
