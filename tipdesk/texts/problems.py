"""What is said for every problem that a check of a bundle, a receipt or a trust pack can find.

The codes are those of the bundle specification (§1.10); they are stable and never shown alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.i18n.text import N_

PROBLEMS: Mapping[str, str] = {
    "E_UNREADABLE": N_("The file is missing or cannot be read."),
    "E_NOT_CHECKED": N_("The check could not be carried out on this computer."),
    "E_AGE_HEADER": N_("The outer envelope is damaged or is not a case bundle."),
    "E_AGE_NO_KEY": N_("The bundle is encrypted for another recipient, or no key was given."),
    "E_AGE_PAYLOAD": N_("The encrypted content is damaged or cut short."),
    "E_NOT_ENCRYPTED": N_(
        "The bundle came without its encrypted envelope. It could be read on the way, and must be "
        "handed over again, sealed."
    ),
    "E_ZIP_SIZE": N_("The container is too small or too large."),
    "E_ZIP_EOCD": N_("The end of the container is missing or altered."),
    "E_ZIP_CD": N_("The container's table of contents is damaged."),
    "E_ZIP_FLAGS": N_("A member of the container carries a flag that is not allowed."),
    "E_ZIP_METHOD": N_("A member of the container is compressed, which is not allowed."),
    "E_ZIP_EXTRA": N_("The container holds additional data that is not allowed."),
    "E_ZIP_TYPE": N_("A member of the container is not an ordinary file."),
    "E_ZIP_LOCAL": N_("The two descriptions of one member do not agree."),
    "E_ZIP_GAP": N_("There are bytes in the container that belong to no member."),
    "E_ZIP_DUP": N_("Two members of the container have the same name."),
    "E_ZIP_MIMETYPE": N_("The container does not say what it is."),
    "E_PATH": N_("A member of the container has a name that is not allowed."),
    "E_MEMBER_MISSING": N_("A required part of the bundle is missing."),
    "E_MEMBER_BIG": N_("A part of the bundle is larger than allowed."),
    "E_TOO_BIG": N_("The bundle is larger than allowed."),
    "E_TRUNC": N_("The file is cut short."),
    "E_CRC": N_("A file in the bundle is damaged: its checksum is wrong."),
    "E_SIG_TOO_BIG": N_("The signature file is larger than allowed."),
    "E_SIG_PARSE": N_("The signature cannot be read."),
    "E_SIG_TYPE": N_("The signature is of a kind that is not allowed."),
    "E_SIG_NOT_DETACHED": N_("The signature carries content of its own, which is not allowed."),
    "E_SIG_SIGNERS": N_("The bundle must have exactly one signer."),
    "E_SIG_CERTS": N_("The certificates in the signature cannot be used."),
    "E_SIG_ALG": N_("The signature uses a method that is not allowed."),
    "E_SIG_ATTR_DUP": N_("The signature says the same thing twice."),
    "E_SIG_ATTR_MULTI": N_("A statement of the signature has more than one value."),
    "E_SIG_ATTR_MISSING": N_("The signature lacks a required statement."),
    "E_SIG_CT": N_("The signature names another kind of content."),
    "E_SIG_DIGEST": N_("The signed list of contents was altered."),
    "E_SIG_MIME": N_("The signature names another type of file."),
    "E_SIG_ALGPROT": N_("The signature contradicts itself about its method."),
    "E_SIG_ESS": N_("The signature names another certificate than the one enclosed."),
    "E_SIG_CERT_MISSING": N_("The signer's certificate is missing."),
    "E_SIG_BAD": N_("The signature is not genuine: it was not made with the signer's key."),
    "E_CERT_UNTRUSTED": N_("The signer's certificate does not come from a trusted authority."),
    "E_CERT_SIG": N_("The signer's certificate is not genuine."),
    "E_CERT_EXPIRED": N_("The signer's certificate is not valid at this time."),
    "E_CERT_USAGE": N_("The signer's certificate is not meant for signing documents."),
    "E_CERT_ROLE": N_("The signer does not have the role that this needs."),
    "E_CERT_CRITICAL": N_("The signer's certificate has a condition that is not known here."),
    "E_CERT_REVOKED": N_("The signer's certificate has been revoked."),
    "E_CRL_MISSING": N_("The list of revoked certificates is missing."),
    "E_CRL_STALE": N_("The list of revoked certificates is too old."),
    "E_TIME_FUTURE": N_("The time of the signature lies in the future."),
    "E_MANIFEST_FORM": N_("The list of contents is not well formed."),
    "E_MANIFEST_DUP": N_("The list of contents names a file twice."),
    "E_COVERAGE": N_("The signature does not cover every file, or covers one that is missing."),
    "E_DIGEST": N_("A file in the bundle was altered after signing."),
    "E_BAG_MANIFEST": N_("The archive's own list of files does not agree with the signed one."),
    "E_BAG_OXUM": N_("The archive's count of files or bytes is wrong."),
    "E_VERSION": N_("The bundle is in a format that this version does not know."),
    "E_NOT_FOR_US": N_("The signed list of recipients does not name this recipient."),
    "E_INDEX_FORM": N_("The index of cases is not well formed."),
    "E_INDEX_MISMATCH": N_("The index of cases does not agree with the files enclosed."),
    "E_NOT_APPROVED": N_(
        "The chain of custody does not show that a second officer approved exactly this record."
    ),
    "E_ATTACHMENT_SWAPPED": N_(
        "An attached file is not the one that was approved. Speak to whoever approved the file; "
        "the bundle must be made anew."
    ),
    "E_ATTACHMENT_ADDED": N_(
        "The bundle holds a file that the approved record does not list. Speak to whoever "
        "approved the file; the bundle must be made anew."
    ),
    "E_ATTACHMENT_MISSING": N_(
        "An attached file that was approved is not in the bundle. Speak to whoever approved the "
        "file; the bundle must be made anew."
    ),
    "E_REPLAY_CONFLICT": N_("A bundle with this number but other contents was received before."),
    "E_OTHER_OFFICE": N_("Another office is competent for this file."),
    "E_FILE_INCOMPLETE": N_("The file lacks answers or papers that the office needs."),
    "E_ATTACHMENT_UNUSABLE": N_("An attachment cannot be opened or read."),
    "E_REFUSED": N_("The office does not take this bundle, although it is sound."),
    "E_SOURCE_CHANGED": N_("An attachment changed while it was being packed."),
    "E_READBACK": N_("What was read back from the storage device differs from what was written."),
    "E_RECEIPT_FORM": N_("The receipt is not well formed."),
    "E_TRUST_FORM": N_("The trust pack is not well formed."),
    "E_FORM_FILE": N_("This is not a form that the authority signed."),
    "E_RECEIPT_UNKNOWN": N_("The receipt answers a bundle that is not known here."),
    "E_RECEIPT_MISMATCH": N_("The receipt does not match the bundle that was exported."),
    "W_REVOKED_LATER": N_("The signer's certificate was revoked after the time of signing."),
    "W_EXPIRED_IN_TRANSIT": N_(
        "The signer's certificate expired on the way; keep the bundle aside."
    ),
    "W_CRL_STALE": N_("The list of revoked certificates is due for renewal."),
    "W_OLD_REVISION": N_(
        "A newer bundle of this file was received before. This one is the older of the two."
    ),
    "W_SAME_REVISION": N_(
        "This revision of the file was received before. This bundle is the newer of the two: it "
        "was signed later."
    ),
    "W_TIME_UNPROVEN": N_(
        "Only the signer states the time of the signature; nothing else proves it."
    ),
    "W_DIRECT": N_(
        "The officer referred this file directly, without passing a supervisor. That takes nothing "
        "from its validity. Before the unit is asked about it, speak to the officer who signed it."
    ),
    "W_NOT_ENCRYPTED": N_(
        "This file is not encrypted, as it is after its envelope was opened by hand. A receiving "
        "station takes the sealed bundle only. If it came to you like this, tell the sender."
    ),
}
