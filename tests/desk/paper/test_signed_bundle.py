"""Signed pages leave with the bundle: the Prosecution's copy of what is sent, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image

from tests.cases.paper.test_signed_release import NOW, PAPER, PRINTS
from tests.desk.handover.test_handover import opened, plan
from tests.desk.world import World
from tests.json_schema import faults
from tests.printing.scans import copier, drawn, stored
from tipdesk.bundle.container.signed_list import (
    ListedPaper,
    SignedList,
    read_signed_list,
    write_signed_list,
)
from tipdesk.bundle.strict_json import NotStrictJson
from tipdesk.cases.model import Answer, Attachment, AttachmentId, CaseId
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.cases.paper.signed_papers import PageVerdict, WhyScanEnded
from tipdesk.core.errors import ExportNotReady
from tipdesk.core.settings import resource
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.handover import packing
from tipdesk.desk.handover.outgoing import ContentKind
from tipdesk.desk.handover.received_content import read_content
from tipdesk.desk.paper.printing_room import PrintOptions, draw
from tipdesk.desk.paper.signed_papers import (
    NO_SIGNED,
    SignedRelease,
    SignedScan,
    read_scan,
    release_signed,
)
from tipdesk.media.exif import PhotoFacts
from tipdesk.printing.plan import Copy
from tipdesk.storage.paper_rows import KeptScan

SCAN = "Mariam's signature.tif"
BACK = Image.new("1", (1240, 1754), 1)  # both sides were scanned
WRITTEN = BACK.copy()
WRITTEN.paste(0, (300, 400, 700, 404))
PRINTED = Print(PrintOutcome.PRINTED, Purpose.SIGNATURE)


def signed(world: World, case_id: CaseId, copy: Copy, *after: Image.Image) -> bytes:
    """A copy of the notice that was printed, signed, scanned and filed; pages `after` it."""
    session = world.officers
    printed = session.printing.print_plan(case_id, "notice", PrintOptions(copy=copy))
    paper = draw(printed)
    session.printing.record(printed, paper, PRINTED, (1,))
    first = copier(drawn(paper.pdf, 0, 150), 1.0)
    data = stored(first, "TIFF", save_all=True, append_images=after, compression="group4")
    path = world.folder / SCAN
    path.write_bytes(data)
    room = session.signed_papers
    room.file(case_id, read_scan(room.plan(case_id), path, Work()))
    return data


def test_what_is_signed_leaves_is_named_and_is_checked_where_it_arrives(world: World) -> None:
    case_id = world.approved()
    digest = world.officers.files.whole(case_id).digest
    original = signed(world, case_id, "prosecution", BACK)
    room = world.officers.signed_papers  # and once more: of two filings of one scan one leaves
    room.file(case_id, read_scan(room.plan(case_id), world.folder / SCAN, Work()))
    signed(world, case_id, "file")
    signed(world, case_id, "prosecution", WRITTEN)
    preview = world.officers.handover.prepare(case_id)
    (line,) = [content for content in preview.contents if content.kind is ContentKind.SIGNED]
    assert (line.size, line.papers[0].copy) == (len(original), 1)
    result = world.exported(case_id)
    # It is in the file's own account of what went and what stayed, and on the cover.
    went, *stayed = result.contents.splitlines()
    assert "صورة الأصل الموقّع" in went
    assert sum("صورة الأصل الموقّع" in line for line in stayed) == 2
    report = opened(world, result.path)
    assert report.valid
    assert report.index is not None
    assert report.container is not None
    (lies,) = [file for name, file in report.index.of_case() if name.startswith("signed/")]
    assert lies.path == f"{case_id}/signed/0001.tif"  # a name that tells nobody's
    assert report.container.open(lies.path).read() == original
    listed = json.loads(report.container.open(f"{case_id}/signed.json").read())
    schema = json.loads(resource("schemas", "signed.schema.json").read_text("utf-8"))
    assert faults(listed, schema) == []
    (scan,) = listed["scans"]
    assert (scan["sha256"], scan["papers"][0]["record"]) == (lies.sha256, digest[:32])
    assert scan["papers"][0]["state"] == "this"
    assert [(paper["copy"], paper["reason"]) for paper in listed["staying"]] == [
        (2, "other_copy"),
        (3, "unread"),
    ]
    content = read_content(report)
    assert content.problems == ()
    answer = replace(report, signed=content.signed).to_json()
    verification = json.loads(resource("schemas", "verification.schema.json").read_text("utf-8"))
    assert faults(answer, verification) == []
    assert answer["signed"] == {name: listed[name] for name in listed if name != "format"}
    report.close()
    checked = world.check(result.path)
    assert checked.holds
    received = world.prosecution.receiving.preview(checked)
    assert received.attachments == ()
    assert [scan.papers for scan in received.signed] == [line.papers]
    with received.open(received.signed[0]) as file:
        assert file.read() == original
    received.close()


def test_a_scan_that_was_not_read_to_its_end_or_tells_its_place_stays() -> None:
    details = KeptScan(papers=(PAPER,), read=1)
    scan = SignedScan(
        Attachment(
            AttachmentId("a"), CaseId("c"), "a.tif", "image/tiff", 1, "ab" * 32, 0, "T-07",
            datetime(2026, 11, 24, tzinfo=UTC),
        ),
        details,
    )  # fmt: skip
    placed = replace(scan.attachment, photo=PhotoFacts(has_place=True))
    reasons = [
        [paper.reason for paper in release_signed([judged], PRINTS, NOW).staying]
        for judged in (
            scan,
            replace(scan, kept=replace(details, ended=WhyScanEnded.PAGES)),
            replace(scan, attachment=placed),
        )
    ]
    assert reasons == [[], ["unread"], ["place"]]
    slip = replace(scan, kept=KeptScan(need=1, letter="ab"))
    assert release_signed([slip], PRINTS, NOW) == NO_SIGNED
    closed = replace(scan, attachment=replace(scan.attachment, closed=True))
    counted = release_signed([closed], PRINTS, NOW)  # by whom it is closed to
    assert (counted.going, counted.staying, counted.restricted) == ((), (), 1)
    ended = replace(scan, kept=replace(details, ended=WhyScanEnded.PAGES))
    twice = release_signed([closed, ended, scan], PRINTS, NOW)  # what goes stays by no other filing
    assert (len(twice.going), twice.staying, twice.restricted) == (1, (), 0)


@pytest.mark.parametrize(("pages", "of"), [((), 2), ((3,), 2), ((2, 1), 2), ((0,), 2)])
def test_a_list_of_pages_that_cannot_be_is_none(pages: tuple[int, ...], of: int) -> None:
    paper = ListedPaper("notice", 1, "ab" * 16, 1, (1, 2), 2, reason="place")
    listed = SignedList(staying=(paper,))
    assert read_signed_list(write_signed_list(listed)) == listed
    odd = replace(listed, staying=(replace(paper, pages=pages, of=of),))
    with pytest.raises(NotStrictJson):
        read_signed_list(write_signed_list(odd))


Change = Callable[[SignedRelease], SignedRelease]
LIES: dict[str, Change] = {
    "": lambda release: release,
    "no list": lambda _release: NO_SIGNED,
    "not there": lambda release: replace(
        release, going=(replace(release.going[0], path="signed/2.tif"),)
    ),
    "another page": lambda release: of_paper(release, pages=(2,), of=2),
    "a page of more": lambda release: of_paper(release, of=2),
    "another revision": lambda release: of_paper(release, revision=9),
    "another copy": lambda release: of_paper(release, copy=7),
    "another state": lambda release: of_paper(release, state="same_words"),
    "no shape": lambda release: of_paper(release, state="best"),
}


def of_paper(release: SignedRelease, **other: object) -> SignedRelease:
    scan = release.going[0]
    return replace(release, going=(replace(scan, papers=(replace(scan.papers[0], **other),)),))


def test_pages_that_say_the_same_in_what_is_sent_leave_though_an_older_state_was_signed(
    world: World,
) -> None:
    """A paper of which the pages that changed were printed anew, signed and scanned with the rest;
    alone the older pages stay, as long as nobody knows what they would say today."""
    case_id = world.interview()
    session, wanted = world.officers, PrintOptions(copy="prosecution")
    room = session.printing

    def printed() -> tuple[bytes, tuple[int, ...]]:
        planned = room.print_plan(case_id, "intake", wanted)
        paper = draw(planned)
        pages = room.changed(planned, paper) or tuple(range(1, len(paper.digests) + 1))
        room.record(planned, paper, PRINTED, pages)
        return paper.pdf, pages

    def filed(*pages: Image.Image) -> SignedScan:
        path = world.folder / f"{len(pages)}.tif"
        path.write_bytes(stored(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
        papers = session.signed_papers
        return papers.file(case_id, read_scan(papers.plan(case_id), path, Work()))

    first, _all = printed()
    signed_page = drawn(first, 1, 150)
    session.answers.save_answers(case_id, {"summons_address": Answer("مكتب الارتباط")})
    session.steps.complete(case_id)
    assert filed(signed_page).papers[0].verdict is PageVerdict.OLDER
    stays = session.handover.prepare(case_id).signed
    assert [(paper.pages, paper.reason) for paper in stays.staying] == [((2,), "older_state")]
    anew, changed = printed()
    assert changed == (1,)
    (signed_set,) = filed(signed_page, drawn(anew, 0, 150)).sets
    assert [(part.present, part.verdict) for part in signed_set.parts] == [
        ((2,), PageVerdict.OLDER),
        ((1,), PageVerdict.CURRENT),
    ]
    going = session.handover.prepare(case_id).signed.going
    assert [[(paper.pages, paper.state) for paper in scan.papers] for scan in going] == [
        [((2,), "same_words")],
        [((2,), "same_words"), ((1,), "this")],
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("", "another page", "a page of more"),
        pytest.param(tuple(LIES), marks=pytest.mark.long),
    ],
)
def test_a_list_that_says_something_else_than_scans_and_chain_is_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    case_id = world.approved()
    signed(world, case_id, "prosecution")
    frozen = plan(world, case_id)
    unshaped = replace(frozen, signed=LIES["no shape"](frozen.signed))
    with pytest.raises(ExportNotReady):  # what nobody would read does not leave
        packing.pack(unshaped, world.officers.handover.signing_key(world.confirm(OFFICER)), Work())
    monkeypatch.setattr(packing, "check_outgoing", lambda *_documents: None)
    codes = {}
    for name in names:
        frozen = plan(world, case_id)
        lying = replace(frozen, signed=LIES[name](frozen.signed))
        key = world.officers.handover.signing_key(world.confirm(OFFICER))
        checked = world.check(packing.pack(lying, key, Work()).path)
        codes[name] = [finding.code for finding in checked.findings]
        checked.close()
    assert codes.pop("") == []
    assert codes.pop("no shape", ["E_INDEX_FORM"]) == ["E_INDEX_FORM"]
    assert set(map(tuple, codes.values())) <= {("E_INDEX_MISMATCH",)}
