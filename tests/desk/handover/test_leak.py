"""No IN value and no PP? value that nobody picked leaves, in JSON or on paper.

Every field of the real form is filled (`full_file`). Two ways to find a leak: every value that
can be told from all others is searched in everything that leaves; and a twin of the file, other
in each value that stays and the same elsewhere, must leave the very same bytes.
"""

from __future__ import annotations

import json
import re
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from random import Random

import pypdfium2
import pytest

from tests.desk.approving import approve
from tests.desk.full_file import (
    NEVER_ASKED,
    OPENS,
    SECRET_MOMENTS,
    SHELTERS,
    UNASKED,
    full_values,
    markers,
    record_full,
    stays,
    twin_values,
)
from tests.desk.handover.test_handover import opened
from tests.desk.paper_words import plain, stand_in, without, written
from tests.desk.world import World, copied
from tests.records import answers_of, rows_of
from tipdesk.bundle.approval import read_approval
from tipdesk.bundle.container import paths
from tipdesk.bundle.report import VerificationReport
from tipdesk.cases.answers import question_name
from tipdesk.cases.handover.release import Pick, released_fields
from tipdesk.cases.model import CaseFile, CaseId, Station, StationKind
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.handover.approving import prosecution_options
from tipdesk.desk.handover.packing import ExportPlan, draw_cover, pack
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.forms.model import FormDefinition, QuestionType, Release
from tipdesk.printing.documents.rendering import render as render_paper
from tipdesk.printing.plan import Copy
from tipdesk.printing.preview import text

PAPERS = ("notice", "intake", "consent", "statement", "cover")
GOVERNORATES = "العاصمة حولي الفروانية الأحمدي الجهراء"  # boxes of a list, not a shelter's place
REASON = "طلبته النيابة العامة"
KIND = pytest.mark.parametrize("kind", ["adult", "child"])
STATUS = ("residence_status",)
PICKED = pytest.mark.parametrize("picked", [(), STATUS], ids=["none", "one"])


def contents(report: VerificationReport) -> Iterator[tuple[str, bytes]]:
    """Every member of the container, the BagIt and signature files too."""
    assert report.container is not None
    for member in report.members:
        yield member.name, report.container.open(member.name.removeprefix(paths.DATA)).read()


def words_of(name: str, data: bytes) -> str:
    """What a member tells: a paper its words and its properties, JSON its decoded strings."""
    if name.endswith(".pdf"):
        properties = pypdfium2.PdfDocument(data).get_metadata_dict()
        return " ".join((text(data), *properties.values()))
    if name.endswith(".json"):
        return json.dumps(json.loads(data), ensure_ascii=False)
    return data.decode("utf-8", "replace")


def searched(name: str, data: bytes) -> str:
    """The letters of a member, without the boxes of a list that names a governorate."""
    return without(GOVERNORATES, plain(words_of(name, data)))


@dataclass(frozen=True, slots=True)
class Left:
    """What was entered into a file and what left with its bundle."""

    plan: ExportPlan
    form: FormDefinition
    values: Mapping[str, str]
    members: Mapping[str, bytes]  # by the member's name
    usb_drive: Mapping[str, bytes]  # the files that lie on the USB drive then

    @property
    def case_id(self) -> CaseId:
        return self.plan.case_file.case.id

    @property
    def asked(self) -> set[str]:
        """The names of the questions that were answered."""
        return {question_name(path) for path in self.values}

    def of_case(self, name: str) -> bytes:
        """A file in the record's folder."""
        return self.members[f"{paths.DATA}{self.case_id}/{name}"]


def leave(
    world: World,
    picked: tuple[str, ...] = (),
    kind: str = "adult",
    twin: frozenset[str] = frozenset(),
) -> Left:
    """The bundle of a full file. `twin` names the questions that have other values."""
    session = world.officers
    case_id = session.new_files.open_case().id
    form, context = (
        session.files.rules(case_id).definition,
        session.files.context(session.files.case(case_id)),
    )
    values = full_values(world, form, context, kind)
    if twin:
        values = twin_values(form, values, context, set(twin))
    record_full(world, values, case_id)
    approve(session, case_id, world.confirm(SUPERVISOR), [Pick(name, REASON) for name in picked])
    handover = world.officers.handover
    plan = handover.plan(case_id, world.officers.keys.recipients()[0], world.usb_drive)
    result = pack(plan, handover.signing_key(world.confirm(OFFICER)), Work())
    report = opened(world, result.path)
    members = dict(contents(report))
    report.close()
    usb_drive = {file.name: file.read_bytes() for file in sorted(world.usb_drive.iterdir())}
    return Left(plan, form, values, members, usb_drive)


def same_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers and codes of files come out as in the other world."""
    random = Random(7)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=random.getrandbits(128), version=4))
    monkeypatch.setattr(secrets, "choice", random.choice)


@pytest.fixture(scope="module")
def left(template: World, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Left]:
    """As `leave`, each in a world in which nothing has happened yet; what is the same leaves once."""

    @cache
    def once(
        picked: tuple[str, ...] = (), kind: str = "adult", twin: frozenset[str] = frozenset()
    ) -> Left:
        folder = tmp_path_factory.mktemp("left")
        world = copied(template, folder / "world", folder / "stick")
        with pytest.MonkeyPatch.context() as patch:
            same_chance(patch)
            new = leave(world, picked, kind, twin)
        world.close()
        return new

    return once


@KIND
@PICKED
def test_a_bundle_of_a_full_file_tells_nothing_that_stays(
    left: Callable[..., Left], picked: tuple[str, ...], kind: str
) -> None:
    gone_out = left(picked, kind)
    every = {question.name for question in gone_out.form.questions() if question.answerable}
    assert every - gone_out.asked == NEVER_ASKED | UNASKED[kind]
    hidden = stays(gone_out.form, frozenset(picked))
    assert len(hidden) > 60
    everything = {name: searched(name, data) for name, data in gone_out.members.items()}
    everything["names"] = plain(" ".join([*gone_out.members, *gone_out.usb_drive]))
    everything["readme"] = plain(gone_out.usb_drive["اقرأني.txt"].decode())
    marks = markers(gone_out.form)
    sought = set()
    for question in hidden:
        for words in _telling(marks.get(question.name, ""), SECRET_MOMENTS.get(question.name, "")):
            sought.add(question.name)
            for name, left_text in everything.items():
                assert not stand_in(words, left_text), f"{question.name} in {name}"
    assert len(sought) >= 25
    names = {question_name(path) for path in answers_of(gone_out.of_case("record.json"))}
    assert not names & {question.name for question in hidden}
    assert names <= released_fields(gone_out.form, [Pick(name, REASON) for name in picked])


def _telling(mark: str, moment: str) -> Iterator[str]:
    """What would tell a value that nothing else in the file has."""
    if mark:
        yield from (*mark.split(), mark.replace("+965", ""))
    if "-" in moment:
        yield from written(moment)


def test_the_search_finds_what_does_go(left: Callable[..., Left]) -> None:
    """In the record, and on paper where the sheet says so: the search can fail."""
    gone_out = left()
    everything = {name: plain(words_of(name, data)) for name, data in gone_out.members.items()}
    marks = markers(gone_out.form)
    sought = 0
    for question in gone_out.form.questions():
        if (
            question.name in marks.keys() & gone_out.asked
            and Release.PROSECUTION in question.release
        ):
            mark = marks[question.name]
            found_in = [name for name, text in everything.items() if stand_in(mark, text)]
            assert any(name.endswith("record.json") for name in found_in), question.name
            on_paper = any(name.endswith(".pdf") for name in found_in)
            assert on_paper or question.level == 4 or not question.prints, question.name
            sought += 1
    assert sought > 20
    intake = plain(words_of("intake.pdf", gone_out.of_case("intake.pdf")))
    assert any(stand_in(form, intake) for form in written("1999-03-05"))


@pytest.mark.parametrize(
    ("picked", "kind"),
    [
        ((), "child"),
        (STATUS, "adult"),
        pytest.param((), "adult", marks=pytest.mark.long),
        pytest.param(STATUS, "child", marks=pytest.mark.long),
    ],
)
def test_other_secrets_leave_the_very_same_bytes(
    left: Callable[..., Left], picked: tuple[str, ...], kind: str
) -> None:
    """Choices, numbers and dates as well as texts. What covers the whole file is the commitment
    in the chain of custody (an HMAC under a key that never leaves), and all hashes after it; and
    the salted digests of the record, of which there are as many, with their root."""
    first = left(picked, kind)
    secret = frozenset(question.name for question in stays(first.form, frozenset(picked)))
    other = left(picked, kind, secret)
    changed = {
        question_name(path) for path, value in first.values.items() if other.values[path] != value
    }
    assert (first.asked & secret) - OPENS[kind] == changed
    assert first.members.keys() == other.members.keys()
    assert first.usb_drive.keys() == other.usb_drive.keys()
    records = first.of_case("record.json"), other.of_case("record.json")
    assert rows_of(records[0]) == rows_of(records[1])
    assert len(records[0]) == len(records[1])  # as many digests
    for paper in PAPERS[:-1]:
        assert first.of_case(f"{paper}.pdf") == draw(first.plan, paper), paper
        assert draw(as_with(other, first), paper) == draw(first.plan, paper), paper
    assert first.of_case("custody.json") != other.of_case("custody.json")
    assert _custody(first) == _custody(other)
    assert first.of_case("cover.pdf") == _cover(first, first) == _cover(other, first)
    assert _index(first) == _index(other)


def _custody(left: Left) -> object:
    """The chain without keys, tags, salts, digests, commitments, and the roots of records."""
    chain = json.loads(left.of_case("custody.json"))
    for segment in chain["segments"]:
        segment["from"][1] = segment["keys"] = ""
        for entry in segment["links"]:
            entry[0] = ""
            if len(entry) > 1:
                entry[3] = ""
                for keyed in ("commitment", "reason_commitment", "record", "subjects"):
                    (*_before, detail) = entry
                    if isinstance(detail, dict):
                        detail.pop(keyed, None)
    return chain


def _cover(left: Left, chain: Left) -> bytes:
    """The cover as it would be with another's chain and record, whose digests it prints."""
    papers = {f"{paper}.pdf": chain.of_case(f"{paper}.pdf") for paper in PAPERS[:-1]}
    files = {name: chain.of_case(name) for name in ("record.json", "custody.json")}
    approval = {name: chain.of_case(name) for name in ("approval.json", "approval.p7s")}
    plan = replace(as_with(left, chain), head=chain.plan.head)
    return draw_cover(plan, {**files, **papers, **approval})


def draw(plan: ExportPlan, paper: str) -> bytes:
    """A document as its approver signed it."""
    at = read_approval(plan.approved.statement).approved_at
    options = prosecution_options(
        plan.case_file, plan.context, plan.release, plan.picks, at, plan.letterhead
    )
    return render_paper(paper, plan.case_file, options)


def as_with(left: Left, other: Left) -> ExportPlan:
    """What left, with the root of another's record, which every page bears."""
    file = replace(left.plan.case_file, digest=other.plan.case_file.digest)
    return replace(left.plan, case_file=file)


def _index(left: Left) -> str:
    """The index without digests, and without the sizes of what bears one, or a signature."""
    words = left.members[paths.DATA + "index.json"].decode()
    for name in (*(f"{paper}.pdf" for paper in PAPERS), "approval.p7s"):
        words = words.replace(f'"size":{len(left.of_case(name))}', "")
    return re.sub(r"\b[0-9a-f]{64}\b", "", words)


def test_what_is_picked_does_leave(left: Callable[..., Left]) -> None:
    """The comparison of bytes sees one choice that differs."""
    first = left(("residence_status",))
    other = left(("residence_status",), twin=frozenset({"residence_status"}))
    for name in ("record.json", "intake.pdf"):
        assert first.of_case(name) != other.of_case(name), name


@KIND
def test_what_the_annex_alone_may_tell_is_neither_named_nor_counted(
    left: Callable[..., Left], kind: str
) -> None:
    """Wording rule 13: no value (above), no name, no label, and the count of level 4 is without it.
    Random digests of the answers are among those that fill the record, as of every other one."""
    gone_out = left(kind=kind)
    protective = [q for q in gone_out.form.questions() if Release.ANNEX in q.release]
    assert len({q.name for q in protective} & gone_out.asked) > 15
    record = json.loads(gone_out.of_case("record.json"))
    rows = {path: value for _salt, path, value in record["rows"]}
    for name, data in gone_out.members.items():
        for question in protective:
            named = rf"(?<![A-Za-z0-9_]){question.name}(?![A-Za-z0-9_])".encode()
            assert not re.search(named, data), f"{question.name} in {name}"
    labels = {field["label"]["ar"] for field in rows["_withheld"]}
    shown = {value["label"]["ar"] for path, value in rows.items() if path[0] != "_"}
    others = {q.label.ar for q in gone_out.form.questions() if q not in protective}
    assert not (labels | shown) & ({q.label.ar for q in protective} - others)
    counted = {
        question.name
        for question in stays(gone_out.form)
        if question.level == 4
        and question.name in gone_out.asked
        and Release.ANNEX not in question.release
        and question.type not in (QuestionType.CALCULATE, QuestionType.ATTACHMENT)
    }
    assert rows["_withheld_level4"] <= len(counted)


COPIES: tuple[tuple[Copy, str], ...] = (
    ("prosecution", "pam_shelter"),
    ("file", "pam_shelter"),
    ("person", "pam_shelter"),
    ("file", "shelter"),
)


def test_no_paper_names_the_shelter_or_tells_level_four(world: World) -> None:
    """Printed at a shelter whose unit bears its name, with the shelter typed in every place."""
    left = leave(world)
    marks = markers(left.form)
    known = marks.keys() & left.asked
    secret = [marks[q.name] for q in left.form.questions() if q.level == 4 and q.name in known]
    assert len(secret) > 10
    number = world.officers.files.case(left.case_id).number
    for (copy, agency), document in product(COPIES, PAPERS):
        station = Station(StationKind.OFFICER, agency, "إيواء جليب الشيوخ Jleeb", "PAM")
        plan = world.officers.printing.print_plan(left.case_id, document, PrintOptions(copy=copy))
        assert isinstance(plan.source, CaseFile)
        printed = render(replace(plan, source=replace(plan.source, station=station)))
        text = searched("paper.pdf", printed)
        assert plain(number) in text
        for words in (*secret, *SHELTERS, "shelter_women"):
            assert not stand_in(words, text), f"{words} in {document}, {copy}, {agency}"


def test_a_bundle_names_no_shelter(left: Callable[..., Left]) -> None:
    for name, data in left().members.items():
        text = searched(name, data)
        for place in (*SHELTERS, "shelter_women"):
            assert not stand_in(place, text), name


def test_level_four_is_counted_never_named(left: Callable[..., Left]) -> None:
    """The custody chain and the record count level 4, they do not name it."""
    gone_out = left()
    secret = [question.name for question in stays(gone_out.form) if question.level == 4]
    assert len(secret) > 8
    index = gone_out.members[paths.DATA + "index.json"]
    for body in (gone_out.of_case("record.json"), gone_out.of_case("custody.json"), index):
        for question in secret:
            assert not re.search(rf"\b{question}\b", body.decode()), question
