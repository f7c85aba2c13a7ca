"""The attacks on updates that The Update Framework names (specification 1.5.2), each tried on a
station; and what is asked beyond: the agency's countersignature, versions, the vault."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.update.maker import (
    SCHEMA,
    Maker,
    Parts,
    a_release,
    agency_key,
    contents_of,
    known,
    later,
    maker,
    put_together,
    release_key,
    stranger,
    targets_of,
    two_of,
    verdict_of,
)
from tests.bundle.world import CHEAP, NOW, PASSPHRASE, PEOPLE, world
from tipdesk.bundle import authority
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.trust import TrustStore, certificate_pem, judge_certificate
from tipdesk.bundle.update import maker_root, release, update_file
from tipdesk.bundle.update.maker_root import ReleaseMark
from tipdesk.bundle.update.release import System, release_json
from tipdesk.bundle.update.update_file import COUNTERSIGNED_AS, MOST_UPDATE, small_members
from tipdesk.bundle.update.verdict import Caution, Refusal, Remembered
from tipdesk.core.errors import BundleUnreadable, UpdateRefused


def remembered(version="0.2.0", sequence=2, root=None, sha256="0" * 64):
    return Remembered(root or maker().root, ReleaseMark(sequence, version), sha256, NOW)


def test_an_update_of_maker_and_agency_is_accepted():
    verdict = verdict_of(Parts())
    assert verdict.refusals == ()
    assert verdict.accepted
    assert verdict.makers == ("first", "second")
    assert verdict.agency == "الإدارة العامة"
    assert verdict.seen == Remembered(
        maker().root, ReleaseMark(3, "0.3.0"), verdict.sha256, verdict.release.date
    )


@pytest.mark.parametrize("at", [(0, 1), (0, 2), (1, 2), (2, 0), (0, 1, 2)])
def test_any_two_of_three_keys_will_do(at):
    assert verdict_of(Parts(by=two_of(maker(), at))).accepted


# --- arbitrary software installation ----------------------------------------------------------


def test_arbitrary_software_of_a_foreign_maker():
    parts = Parts(by=two_of(stranger()), roots=(stranger().signed_root(),))
    assert verdict_of(parts).refusals == (Refusal.FOREIGN,)


def test_arbitrary_software_in_the_place_of_a_target():
    other = dict.fromkeys(Parts().target_files(), b"other")
    assert verdict_of(Parts(targets=other)).refusals == (Refusal.MIXED,)


def test_arbitrary_software_beside_the_targets():
    more = {**Parts().target_files(), "more.exe": b"more"}
    assert verdict_of(Parts(targets=more)).refusals == (Refusal.MIXED,)


def test_a_build_without_a_root_takes_nothing():
    assert verdict_of(Parts(), known(pinned=None)).refusals == (Refusal.NO_ROOT,)


# --- rollback ---------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["0.1.0", "0.1.99", "0.1.9999.9999"])
def test_rollback_behind_what_is_installed(version):
    assert Refusal.ROLLBACK in verdict_of(Parts(a_release(version))).refusals


def test_rollback_behind_what_was_seen_although_an_older_program_was_put_back():
    seen = remembered("0.4.0", 2)
    verdict = verdict_of(Parts(a_release("0.3.0", 3)), known(remembered=seen, installed="0.1.0"))
    assert verdict.refusals == (Refusal.ROLLBACK,)


def test_rollback_is_not_remembered():
    """Looked into twice, it would be the newest that was seen."""
    seen = remembered("0.4.0", 2)
    verdict = verdict_of(Parts(a_release("0.3.0", 3)), known(remembered=seen))
    assert verdict.trusted
    assert verdict.seen is None
    assert verdict_of(Parts(a_release("0.1.0", 3))).seen is None


def test_the_same_version_once_more_installs_nothing():
    assert verdict_of(Parts(a_release("0.2"))).refusals == (Refusal.SAME_VERSION,)


# --- indefinite freeze ------------------------------------------------------------------------


def test_freeze_with_an_older_release_than_was_seen():
    verdict = verdict_of(Parts(), known(remembered=remembered("0.3.0", 4)))
    assert verdict.refusals == (Refusal.FREEZE,)
    assert verdict.seen is None


def test_freeze_by_time_only_warns_since_no_clock_is_to_be_trusted():
    old = a_release(valid_until=NOW - timedelta(days=1))
    verdict = verdict_of(Parts(old))
    assert verdict.accepted
    assert verdict.cautions == (Caution.OVERDUE,)
    zones = verdict_of(Parts(), known(now=a_release().date - timedelta(hours=20)))
    assert zones.cautions == ()
    early = verdict_of(Parts(), known(now=NOW - timedelta(days=900)))
    assert Caution.FROM_THE_FUTURE in early.cautions
    assert early.accepted


def test_what_was_seen_can_be_installed_later():
    verdict = verdict_of(Parts())
    again = replace(verdict.seen)
    parts = Parts()
    contents = contents_of(parts.file)
    assert release_json(parts.release) == contents.release
    assert verdict_of(parts, known(remembered=again)).accepted


# --- fast-forward -----------------------------------------------------------------------------


def test_the_furthest_release_that_can_be_next_is_taken():
    verdict = verdict_of(Parts(a_release(sequence=1002)), known(remembered=remembered()))
    assert verdict.accepted


@pytest.mark.parametrize("sequence", [1003, 10**9, 10**14])
def test_fast_forward_beyond_what_is_possible(sequence):
    verdict = verdict_of(Parts(a_release(sequence=sequence)), known(remembered=remembered()))
    assert verdict.refusals == (Refusal.FAST_FORWARD,)
    assert verdict.seen is None


def test_fast_forward_with_stolen_keys_is_undone_by_the_next_root():
    """Whoever had two keys brought a station to 9999; the maker's next root says where it was."""
    seen = remembered("9999.0", 900)
    next_maker = replace(later(), newest=ReleaseMark(2, "0.2.0"))
    parts = Parts(
        a_release(root_version=2),
        by=two_of(next_maker),
        roots=(
            maker().signed_root(),
            next_maker.signed_root(*two_of(maker(), (0, 2)), *two_of(next_maker)),
        ),
    )
    assert verdict_of(parts, known(remembered=seen)).accepted
    before = Parts(a_release())
    assert verdict_of(before, known(remembered=seen)).refusals == (
        Refusal.FREEZE, Refusal.ROLLBACK,
    )  # fmt: skip


# --- mix-and-match ----------------------------------------------------------------------------


def test_mix_and_match_of_a_release_and_the_targets_of_another():
    other = {system.target_name("0.3.0"): data for system, data in targets_of("0.2.9").items()}
    assert verdict_of(Parts(targets=other)).refusals == (Refusal.MIXED,)


def test_mix_and_match_of_one_target_that_is_missing():
    files = Parts().target_files()
    files.pop(System.WINDOWS.target_name("0.3.0"))
    assert verdict_of(Parts(targets=files)).refusals == (Refusal.MIXED,)


def test_mix_and_match_of_the_agencys_signature_of_another_update():
    """Everything else is the maker's; what the agency has looked at is another release."""
    other = contents_of(Parts(a_release("0.2.9", 2)).file).agency
    parts = Parts(countersigned=False)
    data = put_together(
        {**parts.small, update_file.AGENCY: other}, parts.target_files(), parts.release
    )
    assert verdict_of(data).refusals == (Refusal.COUNTERSIGNATURE,)


def _changed_after_the_agency(**changes):
    """An update that the agency has countersigned, with other members; None takes one out."""
    contents = contents_of(Parts().file)
    names = {"second": "update/signatures/release-2.p7s", "root": "update/root-2.json"}
    small = dict(contents.small) | {names[at]: data for at, data in changes.items()}
    kept = {name: data for name, data in small.items() if data is not None}
    return put_together(kept, Parts().target_files(), a_release())


def test_mix_and_match_of_makers_signatures_after_the_agency_has_looked():
    """Whom the agency read as the signers is who signed."""
    third = cms.sign(release_json(a_release()), maker().keys[2], NOW, release.SIGNED_AS)
    verdict = verdict_of(_changed_after_the_agency(second=third))
    assert verdict.makers == ("first", "third")
    assert verdict.refusals == (Refusal.COUNTERSIGNATURE,)
    assert Refusal.COUNTERSIGNATURE in verdict_of(_changed_after_the_agency(second=None)).refusals


def test_mix_and_match_of_a_root_that_the_agency_has_not_seen():
    first, contents = maker(), contents_of(Parts().file)
    new = later().signed_root(*two_of(first, (0, 2)), *two_of(later()))
    parts = Parts(a_release(root_version=2), by=two_of(later()), roots=(first.signed_root(), new))
    small = {**parts.small, update_file.AGENCY: contents.agency}
    data = put_together(small, parts.target_files(), parts.release)
    assert verdict_of(data).refusals == (Refusal.COUNTERSIGNATURE,)
    without = dict(contents_of(parts.file).small)
    without["update/signatures/root-2-5.p7s"] = new.signatures[0]
    again = put_together(without, parts.target_files(), parts.release)
    assert verdict_of(again).refusals == (Refusal.COUNTERSIGNATURE,)


def test_two_releases_of_one_number_contradict_each_other():
    seen = remembered("0.3.0", 3)
    assert verdict_of(Parts(), known(remembered=seen)).refusals == (Refusal.CONTRADICTS,)


# --- endless data, slow retrieval, cut-off files ----------------------------------------------


class Endless(io.RawIOBase):
    """Says that it is larger than anything, and would give zeros for ever."""

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        return MOST_UPDATE + 1 if whence == 2 else offset

    def readinto(self, room):
        raise AssertionError("nothing of it is read")


def test_endless_data_is_not_read():
    with pytest.raises(BundleUnreadable) as refused:
        update_file.read_update(Endless(), None)
    assert refused.value.details["code"] == "E_TOO_BIG"


@pytest.mark.parametrize("name", ["update/release.json", "update/root-1.json"])
def test_an_endless_statement_is_none(name):
    parts = Parts()
    small = {**parts.small, name: b" " * (300 << 10)}
    with pytest.raises(BundleUnreadable) as refused:
        contents_of(put_together(small, parts.target_files(), parts.release))
    assert refused.value.details["code"] == "E_MEMBER_BIG"


def test_a_cut_off_file_is_none_wherever_it_was_cut():
    data = Parts().file
    for length in range(0, len(data), 41):
        with pytest.raises(BundleUnreadable):
            contents_of(data[:length])


# --- wrong software, extraneous dependencies --------------------------------------------------


def test_wrong_software_for_another_system():
    windows = tuple(t for t in a_release().targets if t.system is System.WINDOWS)
    only = a_release(targets=windows)
    files = {System.WINDOWS.target_name("0.3.0"): targets_of("0.3.0")[System.WINDOWS]}
    assert verdict_of(Parts(only, targets=files)).refusals == (Refusal.OTHER_SYSTEM,)


def test_wrong_software_of_another_product():
    statement = release_json(a_release()).replace(b'"product":"tipdesk"', b'"product":"other"')
    signatures = [cms.sign(statement, key, NOW, release.SIGNED_AS) for key in maker().keys]
    small = small_members(statement, signatures, [maker().signed_root()])
    data = put_together(small, Parts().target_files(), a_release())
    assert verdict_of(data).refusals == (Refusal.RELEASE_FORM,)


# --- key compromise ---------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_key_compromised_signs_nothing(place):
    assert verdict_of(Parts(by=(maker().keys[place],))).refusals == (Refusal.ONE_SIGNATURE,)


def test_one_key_counts_once_however_often_it_signs():
    first = maker().keys[0]
    assert verdict_of(Parts(by=(first, first, first))).refusals == (Refusal.ONE_SIGNATURE,)


def test_one_key_counts_once_under_whatever_certificates():
    first = maker().keys[0]
    again = release_key("second", first.private)
    assert verdict_of(Parts(by=(first, again))).refusals == (Refusal.ONE_SIGNATURE,)


def test_one_key_of_the_maker_and_one_of_a_stranger():
    by = (maker().keys[0], stranger().keys[1])
    assert verdict_of(Parts(by=by)).refusals == (Refusal.ONE_SIGNATURE,)


def test_a_certificate_of_the_makers_name_with_another_key_is_foreign():
    by = (release_key("first"), release_key("second"))
    assert verdict_of(Parts(by=by)).refusals == (Refusal.FOREIGN,)


@pytest.mark.parametrize("signed_as", [maker_root.SIGNED_AS, COUNTERSIGNED_AS, "text/xml"])
def test_a_signature_over_another_type_of_file_signs_no_release(signed_as):
    assert verdict_of(Parts(signed_as=signed_as)).refusals == (Refusal.FOREIGN,)


def test_a_root_that_names_one_key_twice_is_none():
    first, second, _third = maker().keys
    again = release_key("third", first.private)
    twice = maker_root.root_json(1, [key.certificate for key in (first, second, again)], None)
    with pytest.raises(ValueError, match="keys"):
        maker_root.read_root(twice)
    with pytest.raises(ValueError, match="keys"):
        maker_root.read_root(maker_root.root_json(1, [first.certificate, second.certificate], None))


def test_a_root_with_a_key_that_is_too_weak_is_none():
    weak = release_key("third", ec.generate_private_key(ec.SECP224R1()))
    data = maker_root.root_json(
        1, [*(k.certificate for k in maker().keys[:2]), weak.certificate], None
    )
    with pytest.raises(ValueError, match="keys"):
        maker_root.read_root(data)


def test_a_root_has_one_reading():
    """Words before a certificate are taken by who reads PEM; here they make another file of it."""
    data = maker().root.data.replace(b"-----BEGIN", b"words\\n-----BEGIN", 1)
    with pytest.raises(ValueError, match="not canonical"):
        maker_root.read_root(data)


@pytest.mark.parametrize("text", ["1", "1.2.3.4.5", "1.10000", "1.x", "1.-2", "1..2", "", "1.²"])
def test_what_is_no_version_is_none(text):
    with pytest.raises(ValueError):  # noqa: PT011  its words are the text alone
        maker_root.Version.of(text)
    assert maker_root.Version.of("0.2") == maker_root.Version.of("0.2.0.0")


@pytest.mark.parametrize("threshold", [0, 1, 3])
def test_a_root_with_another_threshold_is_none(threshold):
    data = maker().root.data.replace(b'"threshold":2', b'"threshold":%d' % threshold)
    with pytest.raises(ValueError, match="keys"):
        maker_root.read_root(data)


# --- a new root -------------------------------------------------------------------------------


def after_a_ceremony(by=None, new=None, signers=None):
    new = new or later()
    both = signers if signers is not None else (*two_of(maker(), (0, 2)), *two_of(new))
    return Parts(
        a_release(root_version=new.version),
        by=by or two_of(new),
        roots=(maker().signed_root(), new.signed_root(*both)),
    )


def test_a_new_root_signed_by_old_and_new_is_gone_over_to():
    verdict = verdict_of(after_a_ceremony())
    assert verdict.accepted
    assert verdict.seen.root == later().root
    build_with_new_root = known(pinned=later().root)
    assert verdict_of(after_a_ceremony(), build_with_new_root).accepted


@pytest.mark.parametrize(
    "signers",
    [
        lambda: two_of(later()),  # the new one alone; two of its keys were in the old one
        lambda: (maker().keys[0], later().keys[2]),
        lambda: (*two_of(maker(), (1,)), *two_of(later())),
        lambda: two_of(maker()),
    ],
    ids=["in common", "one each", "one old", "one new"],
)
def test_what_a_new_root_needs_is_counted_by_key(signers):
    """Keys that stand in both roots count for both; one of either is one too few."""
    verdict = verdict_of(after_a_ceremony(signers=signers()))
    keys = {key.certificate for key in signers()}
    old = keys & {key.certificate for key in maker().keys}
    new = keys & {key.certificate for key in later().keys}
    enough = min(len(old), len(new)) >= 2
    assert verdict.accepted is enough
    if not enough:
        assert verdict.refusals == (Refusal.ROOT_BROKEN,)


def test_a_root_that_a_stranger_put_after_ours_is_broken():
    foreign = replace(stranger(), version=2)
    parts = after_a_ceremony(new=foreign, signers=two_of(foreign))
    assert verdict_of(parts).refusals == (Refusal.ROOT_BROKEN,)


@pytest.mark.parametrize("version", [1, 3, 7])
def test_no_root_is_left_out_and_none_comes_twice(version):
    new = replace(later(), version=version)
    assert verdict_of(after_a_ceremony(new=new)).refusals == (Refusal.ROOT_BROKEN,)


def test_a_gap_in_the_row_of_roots_is_broken():
    parts = after_a_ceremony()
    small = {
        name.replace("root-2", "root-3"): data for name, data in Parts.small.fget(parts).items()
    }
    data = put_together(small, parts.target_files(), parts.release)
    assert verdict_of(data).refusals == (Refusal.ROOT_BROKEN,)


def test_after_a_new_root_the_old_keys_sign_nothing():
    """The second key was lost: with the first it would have been two of three."""
    verdict = verdict_of(after_a_ceremony(by=two_of(maker(), (0, 1))))
    assert verdict.refusals == (Refusal.ONE_SIGNATURE,)


def test_a_release_under_the_old_root_is_refused_once_a_new_one_was_seen():
    seen = remembered(root=later().root)
    assert verdict_of(Parts(by=maker().keys), known(remembered=seen)).refusals == (
        Refusal.OTHER_ROOT,
    )
    assert verdict_of(Parts(), known(remembered=seen)).refusals == (Refusal.ONE_SIGNATURE,)


def test_a_build_with_another_root_than_was_seen_takes_nothing():
    """Somebody put a root of their own among the resources."""
    foreign = known(pinned=stranger().root, remembered=remembered())
    parts = Parts(by=two_of(stranger()), roots=(stranger().signed_root(),))
    assert verdict_of(parts, foreign).refusals == (Refusal.ROOT_DIFFERS,)
    assert verdict_of(Parts(), foreign).refusals == (Refusal.ROOT_DIFFERS,)


def test_a_foreign_root_beyond_those_in_the_update_takes_nothing():
    foreign = replace(stranger(), version=2)
    at = known(pinned=foreign.root, remembered=remembered())
    assert verdict_of(Parts(), at).refusals == (Refusal.ROOT_DIFFERS,)


def test_a_release_that_names_a_root_that_nobody_has_seen_is_refused():
    assert verdict_of(Parts(a_release(root_version=2))).refusals == (Refusal.OTHER_ROOT,)


def test_a_foreign_root_of_a_higher_version_among_the_resources_takes_nothing():
    foreign = replace(stranger(), version=2)
    parts = after_a_ceremony(new=foreign, signers=two_of(foreign))
    at = known(pinned=foreign.root, remembered=remembered())
    assert verdict_of(parts, at).refusals == (Refusal.ROOT_BROKEN,)


# --- the agency -------------------------------------------------------------------------------


def test_what_the_agency_has_not_countersigned_installs_nothing():
    verdict = verdict_of(Parts(countersigned=False))
    assert verdict.refusals == (Refusal.NOT_COUNTERSIGNED,)
    assert verdict.seen is None


def test_without_a_trust_list_there_is_no_agency_to_ask():
    assert verdict_of(Parts(), known(trust=None)).refusals == (Refusal.NO_AGENCY,)


def test_another_agency_countersigns_nothing_here(tmp_path):
    other = authority.init(tmp_path / "other", "جهة أخرى", PEOPLE, NOW, cost_of_tests())
    parts = Parts(agency=other._trust_signer(NOW))
    assert verdict_of(parts).refusals == (Refusal.OTHER_AGENCY,)


def cost_of_tests():
    from tests.bundle.world import CHEAP

    return CHEAP


@pytest.mark.parametrize("role", [CertificateRole.EXPORTER, CertificateRole.RECEIVER])
def test_an_officer_of_the_agency_countersigns_nothing(role):
    station = world().officer if role is CertificateRole.EXPORTER else world().receiver
    assert verdict_of(Parts(agency=station.key)).refusals == (Refusal.COUNTERSIGNATURE,)


@pytest.mark.parametrize("reason", ["key_compromise", "superseded", "cessation_of_operation"])
def test_a_key_that_the_agency_took_back_countersigns_nothing_whatever_time_it_names(
    tmp_path, reason
):
    agency = authority.init(tmp_path, "جهة", PEOPLE, NOW, cost_of_tests())
    key, revoked = agency._trust_signer(NOW), NOW + timedelta(days=10)
    agency.revoke(key.certificate.serial_number, authority.revocation_reason(reason), revoked)
    trust = TrustStore((agency.root,), (agency.crl(revoked),))
    later_on = known(trust=trust, now=NOW + timedelta(days=20))
    assert verdict_of(Parts(agency=key), later_on).refusals == (Refusal.COUNTERSIGNATURE,)


@pytest.mark.parametrize(("reason", "accepted"), [("superseded", True), ("key_compromise", False)])
def test_after_its_certificate_was_taken_back_the_agency_countersigns_with_another(
    tmp_path, reason, accepted
):
    """Not when others had the key: another certificate would vouch for what they sign, too."""
    agency = authority.init(tmp_path, "جهة", PEOPLE, NOW, cost_of_tests())
    first, later_on = agency._trust_signer(NOW), NOW + timedelta(days=10)
    serial = first.certificate.serial_number
    agency.revoke(serial, authority.revocation_reason(reason), later_on)
    second = agency._trust_signer(later_on)
    assert (second.certificate != first.certificate) is accepted
    store = TrustStore((agency.root,), (agency.crl(later_on),))
    pem = certificate_pem(second.certificate).decode("ascii")
    problems = judge_certificate(pem, CertificateRole.TRUST, store, later_on)
    assert (problems == ()) is accepted


def test_the_maker_countersigns_nothing():
    assert verdict_of(Parts(agency=maker().keys[0])).refusals == (Refusal.OTHER_AGENCY,)


def test_a_form_that_the_agency_signed_is_no_countersignature():
    parts = Parts(countersigned=False)
    contents = contents_of(parts.file)
    signed = cms.sign(contents.countersigned, agency_key(), NOW)
    data = put_together(
        {**contents.small, update_file.AGENCY: signed}, parts.target_files(), parts.release
    )
    assert verdict_of(data).refusals == (Refusal.COUNTERSIGNATURE,)


@pytest.mark.parametrize("signature", [b"", b"no signature", b"0\x80" * 40])
def test_what_is_no_signature_is_no_countersignature(signature):
    assert verdict_of(_countersigned_by(signature)).refusals == (Refusal.COUNTERSIGNATURE,)


def test_an_overdue_revocation_list_of_the_agency_refuses_no_update():
    """A station far from everybody gets its updates first, or with, its trust list."""
    late = known(now=NOW + timedelta(days=400))
    verdict = verdict_of(Parts(), late)
    assert verdict.accepted
    assert {problem.severity for problem in verdict.problems} == {"warning"}


# --- this station -----------------------------------------------------------------------------


def test_a_program_that_is_too_old_takes_another_update_first():
    parts = Parts(a_release(least_version="0.2.1"))
    assert verdict_of(parts).refusals == (Refusal.TOO_OLD_HERE,)


@pytest.mark.parametrize(("before", "after"), [(SCHEMA + 1, SCHEMA + 2), (1, SCHEMA - 1)])
def test_a_program_that_cannot_open_this_vault_is_refused(before, after):
    parts = Parts(a_release(schema_before=before, schema_after=after))
    assert verdict_of(parts).refusals == (Refusal.SCHEMA,)


def test_every_reason_is_given_and_none_is_remembered_untrusted():
    parts = Parts(
        a_release("0.1.0", schema_after=SCHEMA - 1), by=(maker().keys[0],), countersigned=False
    )
    assert verdict_of(parts).refusals == (
        Refusal.ONE_SIGNATURE, Refusal.NOT_COUNTERSIGNED, Refusal.ROLLBACK, Refusal.SCHEMA,
    )  # fmt: skip


def _countersigned_by(signature):
    parts = Parts(countersigned=False)
    small = {**parts.small, update_file.AGENCY: signature}
    return put_together(small, parts.target_files(), parts.release)


UNTRUSTED = {
    Refusal.FOREIGN: lambda: verdict_of(Parts(by=two_of(stranger()))),
    Refusal.ONE_SIGNATURE: lambda: verdict_of(Parts(by=(maker().keys[0],))),
    Refusal.OTHER_ROOT: lambda: verdict_of(Parts(a_release(root_version=2))),
    Refusal.MIXED: lambda: verdict_of(Parts(targets={})),
    Refusal.NO_AGENCY: lambda: verdict_of(Parts(), known(trust=None)),
    Refusal.NOT_COUNTERSIGNED: lambda: verdict_of(Parts(countersigned=False)),
    Refusal.OTHER_AGENCY: lambda: verdict_of(Parts(agency=maker().keys[0])),
    Refusal.COUNTERSIGNATURE: lambda: verdict_of(_countersigned_by(b"none")),
    Refusal.FREEZE: lambda: verdict_of(Parts(), known(remembered=remembered("0.3.0", 4))),
    Refusal.CONTRADICTS: lambda: verdict_of(Parts(), known(remembered=remembered("0.3.0", 3))),
    Refusal.FAST_FORWARD: lambda: verdict_of(Parts(a_release(sequence=5000))),
    Refusal.ROLLBACK: lambda: verdict_of(Parts(), known(remembered=remembered("0.4.0", 2))),
}


@pytest.mark.parametrize("refusal", UNTRUSTED)
def test_what_nobody_vouches_for_is_not_remembered(refusal):
    verdict = UNTRUSTED[refusal]()
    assert verdict.refusals == (refusal,)
    assert verdict.seen is None


def test_what_only_this_station_cannot_take_is_remembered_all_the_same():
    """So nothing older is taken once it can."""
    parts = Parts(a_release(least_version="0.2.1"))
    verdict = verdict_of(parts, known(system=None))
    assert verdict.refusals == (Refusal.TOO_OLD_HERE,)
    assert verdict.seen is not None


def test_the_authority_countersigns_what_the_maker_vouches_for(tmp_path):
    shared = world().authority
    plain = tmp_path / "from the maker.update"
    plain.write_bytes(Parts(countersigned=False).file)
    path, verdict = shared.sign_update(plain, maker().root, "0.2.0", NOW)
    assert path == shared.folder / "updates" / "tipdesk-0.3.0.update"
    assert verdict.makers == ("first", "second")
    assert verdict_of(path.read_bytes()).accepted
    shared.sign_update(plain, maker().root, "0.3.0", NOW)  # the authority has it already
    for elsewhere in (known(system=None), known(schema=None)):  # no tree, no vault
        assert verdict_of(path.read_bytes(), elsewhere).accepted


def test_the_authority_countersigns_nothing_older_than_it_has(tmp_path):
    """An older release is rightly signed for ever: a station that saw none since would take it."""
    agency = authority.init(tmp_path / "agency", "الجهة", PEOPLE, NOW, CHEAP)
    paths = {}
    for sequence, version in ((3, "0.3.0"), (4, "0.4.0")):
        paths[version] = tmp_path / f"{version}.update"
        paths[version].write_bytes(Parts(a_release(version, sequence), countersigned=False).file)
    agency.sign_update(paths["0.4.0"], maker().root, "0.2.0", NOW)
    again = authority.open_authority(tmp_path / "agency", PASSPHRASE)
    with pytest.raises(UpdateRefused) as refused:
        again.sign_update(paths["0.3.0"], maker().root, "0.2.0", NOW)
    assert refused.value.details == {"reason": "rollback"}
    assert [path.name for path in (tmp_path / "agency" / "updates").iterdir()] == [
        "tipdesk-0.4.0.update"
    ]
    again.sign_update(paths["0.4.0"], maker().root, "0.2.0", NOW)  # once more the same


def test_a_maker_is_three_people():
    assert len(Maker(maker().keys).root.keys) == 3
