"""Forms that the authority signed: installed, refused with a reason, and used for ever."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.session.test_old_versions import NEW_WORDS, next_version
from tests.desk.world import World
from tests.forms.sheets_for_tests import compiled, question, section
from tipdesk.bundle import authority
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.form_file import make_form_file
from tipdesk.bundle.receipt import SUFFIX
from tipdesk.cases.handover.reading import ReadRecord
from tipdesk.cases.model import Answer
from tipdesk.core.errors import FormDiffers, FormFileInvalid, FormOlder, TipdeskError, TrustMissing
from tipdesk.demo.stations import AGENCY, OFFICER, SUPERVISOR, make_authority, trust_list
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.desk.station.form_installing import OfferedForm, look_into
from tipdesk.forms.model import FormDefinition, LocalText
from tipdesk.forms.publishing.catalogue import Catalogue
from tipdesk.forms.publishing.definition_json import definition_to_json, with_digest
from tipdesk.printing.preview import text
from tipdesk.storage import custody_rows
from tipdesk.texts.messages import sentence

SHIPPED = published_forms()
NEWEST = SHIPPED.newest(INTAKE_FORM)
NEXT = next_version(NEWEST)
TINY = with_digest(replace(compiled(section("s", question("text", "q", stage="S")), []), version=2))


def tiny(version: int, title: str = "نموذج") -> FormDefinition:
    return with_digest(replace(TINY, version=version, title=LocalText(title, "Form")))


def signed(world: World, form: FormDefinition) -> Path:
    return world.agency.sign_form(definition_to_json(form), world.clock())


@pytest.fixture
def world(world: World) -> World:
    """A supervisor sits there: no officer installs forms."""
    world.reopen(SUPERVISOR)
    return world


def offered(world: World, path: Path) -> OfferedForm:
    return look_into(world.officers.forms.plan(path))


def install(world: World, form: FormDefinition) -> OfferedForm:
    offer = offered(world, signed(world, form))
    world.officers.forms.install(offer, world.confirm(OFFICER))
    return offer


def in_use(world: World) -> list[tuple[str, int, str]]:
    return [(form.form_id, form.version, form.digest) for form in world.officers.forms.in_use()]


def entries(world: World) -> list[str]:
    return [event.action for event in custody_rows.newest_first(world.officers._desk.vault)]


def test_a_signed_form_is_what_new_interviews_are_taken_with(world: World) -> None:
    old = world.officers.new_files.open_case()
    offer = offered(world, signed(world, NEXT))
    assert (offer.before, offer.here_already) == (NEWEST, False)
    assert "stmt_wish" in {
        change.name for change in offer.changes if change.code == "question_gone"
    }
    assert offer.file.signed_by.agency == AGENCY
    assert in_use(world) == [(INTAKE_FORM, NEWEST.version, NEWEST.digest)], (
        "looking changes nothing"
    )

    world.officers.forms.install(offer, world.confirm(OFFICER))
    (event, *_) = custody_rows.newest_first(world.officers._desk.vault)
    assert event.action == "form_installed"
    assert event.detail["form"] == f"{INTAKE_FORM}/{NEXT.version}"
    assert event.detail["digest"] == NEXT.digest
    assert in_use(world) == [(INTAKE_FORM, NEXT.version, NEXT.digest)]
    assert world.officers.new_files.open_case().form_version == NEXT.version

    world.reopen(SUPERVISOR)
    assert world.officers.new_files.open_case().form_version == NEXT.version, "after a lock too"
    assert world.officers.files.rules(old.id).definition.digest == NEWEST.digest
    assert offered(world, signed(world, NEXT)).here_already


def test_the_same_form_again_changes_nothing(world: World) -> None:
    assert install(world, TINY).before is None
    before = entries(world)
    assert install(world, TINY).here_already
    assert entries(world) == before


def refused(world: World, path: Path) -> TipdeskError:
    before = (in_use(world), entries(world))
    with pytest.raises(TipdeskError) as caught:
        world.officers.forms.install(offered(world, path), world.confirm(OFFICER))
    assert (in_use(world), entries(world)) == before, "nothing was changed"
    message = sentence(caught.value, "ar")
    assert "لم يتغيّر شيء" in message.next_step or isinstance(caught.value, TrustMissing), message
    return caught.value


def test_an_altered_file_is_refused(world: World) -> None:
    path = signed(world, TINY)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Label q", b"Label p", 1))
    error = refused(world, path)
    assert isinstance(error, FormFileInvalid)
    assert error.details["code"] in ("E_CRC", "E_DIGEST")
    for cut in (0, 3, 100, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:cut])
        assert isinstance(refused(world, path), FormFileInvalid)


def test_a_stranger_is_refused(world: World, tmp_path: Path) -> None:
    other = make_authority(tmp_path / "other", world.clock)
    error = refused(world, other.sign_form(definition_to_json(TINY), world.clock()))
    assert error.details["code"] in ("E_CERT_UNTRUSTED", "E_CERT_SIG")


def test_an_officer_signs_no_forms(world: World, tmp_path: Path) -> None:
    key = world.officers.handover.signing_key(world.confirm(OFFICER))
    path = tmp_path / "own.form.asice"
    path.write_bytes(make_form_file(definition_to_json(TINY), key, world.clock()))
    assert refused(world, path).details["code"] == "E_CERT_ROLE"


def test_a_revoked_signer_is_refused(world: World) -> None:
    path = signed(world, TINY)
    serial = next(
        certificate.serial
        for certificate in world.agency.state.issued
        if CertificateRole.TRUST in certificate.roles
    )
    world.agency.revoke(serial, authority.revocation_reason("key_compromise"), world.clock())
    crl = world.agency.crl(world.clock())
    store = replace(world.officers.keys.trust_store(), crls=(crl,))
    plan = replace(world.officers.forms.plan(path), trust=store)
    with pytest.raises(FormFileInvalid) as caught:
        look_into(plan)
    assert caught.value.details["code"] == "E_CERT_REVOKED"


def test_other_signed_files_are_no_forms(world: World) -> None:
    assert refused(world, trust_list(world.agency, world.clock())).details["code"] == "E_FORM_FILE"
    path = world.folder / f"x{SUFFIX}"
    path.write_bytes(b"nothing of the kind")
    assert refused(world, path).details["code"] == "E_FORM_FILE"


def test_an_older_version_is_refused(world: World) -> None:
    oldest = SHIPPED.get(INTAKE_FORM, 1)
    assert refused(world, signed(world, oldest)).details["known"] == NEWEST.version
    install(world, tiny(3))
    assert isinstance(refused(world, signed(world, TINY)), FormOlder)


def test_the_same_version_with_other_contents_is_refused(world: World) -> None:
    other = with_digest(replace(NEXT, version=NEWEST.version))
    assert isinstance(refused(world, signed(world, other)), FormDiffers)
    install(world, TINY)
    assert isinstance(refused(world, signed(world, tiny(2, "غيره"))), FormDiffers)


def test_what_was_installed_meanwhile_counts(world: World) -> None:
    offer = offered(world, signed(world, TINY))
    install(world, tiny(2, "غيره"))
    with pytest.raises(FormDiffers):
        world.officers.forms.install(offer, world.confirm(OFFICER))


def test_without_a_trust_list_nobody_is_believed(world: World, monkeypatch) -> None:
    path = signed(world, TINY)
    monkeypatch.setattr(world.officers.keys, "trust_store", lambda: None)
    with pytest.raises(TrustMissing):
        world.officers.forms.plan(path)


def test_an_added_form_stands_beside_the_first(world: World) -> None:
    offer = install(world, TINY)
    assert (offer.before, offer.changes) == (None, ())
    assert [form[0] for form in in_use(world)] == [INTAKE_FORM, "tiny"]
    assert world.officers.new_files.open_case().form_id == INTAKE_FORM
    case = world.officers.new_files.open_case(form_id="tiny")
    assert world.officers.files.rules(case.id).definition == TINY
    world.officers.answers.save_answers(case.id, {"q": Answer("كلام")})
    assert world.officers.steps.review(case.id).ready
    for document in ("intake", "notice", "consent", "statement", "cover"):
        plan = world.officers.printing.print_plan(case.id, document, PrintOptions(copy="file"))
        assert render(plan).startswith(b"%PDF")


def received(world: World, path: Path) -> ReadRecord:
    checked = world.check(path)
    assert checked.report.valid, checked.report.problems
    number = world.accept(checked)
    assert number.exists()
    counter = world.prosecution.receiving
    (row,) = counter.register()
    with_record = counter.open_received(row.id)
    try:
        return with_record.record
    finally:
        with_record.close()


def test_files_of_three_versions_each_go_their_own_way(world: World) -> None:
    """One file each of v1, of v2 and of an installed v3: opened, printed, exported, received."""
    desk = world.reopen(OFFICER)._desk
    catalogue, desk.forms._catalogue = desk.forms._catalogue, only(1)
    oldest = world.officers.new_files.open_case()
    desk.forms._catalogue = catalogue
    middle = world.officers.new_files.open_case()
    world.reopen(SUPERVISOR)
    install(world, NEXT)
    session = world.reopen(OFFICER)
    newest = world.interview(1)
    forms = {oldest.id: SHIPPED.get(INTAKE_FORM, 1), middle.id: NEWEST, newest: NEXT}
    for case_id, form in forms.items():
        case_file = session.files.load(case_id)
        assert case_file.form.digest == form.digest
        session.answers.save_answers(case_id, {"consent_prosecution": Answer("granted")})
        plan = world.officers.printing.print_plan(case_id, "consent", PrintOptions(copy="file"))
        printed = text(render(plan))
        assert (NEW_WORDS.ar in printed or "جديدة" in printed) is (form is NEXT), form.version
    session.steps.complete(newest)
    approve(session, newest, world.confirm(SUPERVISOR), ())
    record = received(world, world.exported(newest).path)
    assert (record.form_id, record.form_version) == (INTAKE_FORM, NEXT.version)
    assert world.prosecution.forms.in_use()[0].version == NEWEST.version, "it has no such form"
    labels = {answer.label for answer in record.answers}
    assert NEW_WORDS.ar in labels


def only(version: int) -> Catalogue:
    place = SHIPPED._published[INTAKE_FORM][version]
    return Catalogue({INTAKE_FORM: {version: place}})


def test_a_default_that_comes_out_as_no_answer_leaves_the_question_empty(world: World) -> None:
    lines = section(
        "s",
        question("dateTime", "broken", default="concat('no', ' date')"),
        question("date", "day", default="now()"),
        question("dateTime", "midnight", default="today()"),
        question("date", "soon", default="date(today() + 1)"),
        question("integer", "third", default="number('1') div 3"),
        question("select_one ynu", "odd", default="concat('no', 'body')"),
        question("select_one ynu", "fits", default="concat('ye', 's')"),
    )
    install(world, compiled(lines))
    session = world.officers
    case = session.new_files.open_case(form_id="tiny")
    answers = session.files.load(case.id).answers
    assert {name: answer.value for name, answer in answers.items() if "T" not in answer.value} == {
        "day": "2026-11-24", "soon": "2026-11-25", "fits": "yes",
    }  # fmt: skip
    assert answers["midnight"].value == "2026-11-23T21:00:00Z"
    assert not answers.keys() & {"broken", "third", "odd"}
