"""Bundles by somebody inside: with a good key, the product's own modules, and whatever they like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tests.desk.world import World
from tipdesk.bundle.approval import (
    MEDIA_TYPE,
    SIGNATURE,
    STATEMENT,
    Subject,
    is_approved_name,
    read_approval,
    write_approval,
)
from tipdesk.bundle.container.index import BundlePlan
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.writer import write_bundle
from tipdesk.cases.handover.rows import record_root
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.packing import ExportPlan

Change = Callable[[dict[str, bytes]], None]
"""Changes the files of a case, by name, before they are signed."""


def approved_again(world: World, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Statement and signature over what is there: the supervisor has signed it all the same."""
    statement = read_approval(contents[STATEMENT])
    files = {name: data for name, data in contents.items() if is_approved_name(name)}
    subjects = {subject.name: subject for subject in statement.subjects if "/" in subject.name}
    subjects |= {
        name: Subject(name, sha256(data).hexdigest(), len(data)) for name, data in files.items()
    }
    try:
        root = record_root(contents["record.json"])
    except (ValueError, TypeError, KeyError):  # a hostile one has none
        root = statement.record_root
    listed = tuple(subjects[name] for name in sorted(subjects))
    body = write_approval(replace(statement, record_root=root, subjects=listed))
    key = world.officers.keys.signing_key(world.confirm(SUPERVISOR), CertificateRole.APPROVER)
    signature = cms.sign(body, key, statement.approved_at, MEDIA_TYPE)
    return {STATEMENT: body, SIGNATURE: signature}


def forged(
    world: World,
    frozen: ExportPlan,
    change: Change = lambda contents: None,
    *,
    approve: bool = False,
    whole: Callable[[BundlePlan], BundlePlan] = lambda bundle: bundle,
) -> Path:
    """The bundle of a plan with other contents, signed by its officer; with `approve` by the
    supervisor as well. `whole` changes the bundle after that."""
    contents = packing._contents(frozen, Work())
    change(contents)
    if approve:
        contents |= approved_again(world, contents)
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    bundle = whole(packing._bundle_plan(frozen, contents))
    return write_bundle(world.usb_drive, bundle, key, Work()).path
