"""How it is handed over: signed, encrypted bundles, trust lists, receipts.

Never imports storage, printing, desk or ui: it knows neither vault nor file, only bytes, names,
keys and the format, which docs describe for others to implement. A signed file is always the same:
a container with one reading (ZIP, BagIt), a manifest with the digest of every member, a CAdES
signature over it, and, for bundles, an age envelope around all of it.

A bundle is written
    1. The caller gives a plan (`container.index.BundlePlan`): payloads as open streams, recipients,
       the time. What no reader would take is refused before anything is written (`limits.refuse`).
    2. `writer.write_bundle` makes one pass from the sources to the drive: members are hashed while
       they go by, the manifest is signed, and everything is encrypted as it is written; no
       plaintext touches any disk. The file has its name only when it is whole (`target.new_file`),
       and is read back from the device (ReadbackFailed).
    3. `writer.tidy` takes away what an export left that was cut off, and nothing else.

A bundle is read
    1. `reader.verify` opens the envelope into sealed staging (`container.staging.SealedStage`) and
       hashes members while they come in (`reader.PassingSums`), so that it is read once.
    2. The container has to have one reading (`container.zip.scan`), the manifest to name every
       member and no other, every sum to agree (`reader.check_members`).
    3. `trust.check_path` asks whether the signer was entitled at the moment of signing: path, role,
       trust list, time, revocation. An overdue or missing list of revocations warns or refuses as
       the format says.
    4. The answer is a `report.VerificationReport`: complete, intact, signed by, trusted, each by
       itself, and every fault with its stable code (`problems.Code`). A file from outside raises
       nothing but that it cannot be read at all; the sentences are `texts.messages.problem`'s.
    5. Only where everything holds its members can be opened (`report.OpenedContainer`), until the
       report is closed.

It is answered
    `receipt.receipt_for` and `receipt.make_receipt` make the receiving station's signed answer;
    `receipt.read_receipt` reads it and `receipt.judge` says how it stands to what was exported:
    new, the same, older, about another copy, of nothing known.

Whom a station trusts
    `trust.TrustStore` is one root with its revocation lists and what a trust list names
    (`trust_rows.Listing`). `trust_list.read_trust_list` takes a newer list that two people whom the
    root names have signed; the first one vouches for itself, and its forty digits are typed in
    (`trust.same_digits`).

The authority certifies
    `authority.Authority` lives in a folder of its own on a machine that stays offline. A station
    asks with `enrolment.make_enrolment`; the clerk compares forty digits by voice, then
    `authority.Authority.issue` certifies, `authority.Authority.revoke` takes back,
    `authority.Authority.trust_list` makes a list of all who count, which waits until a second
    person has read what is new in it (`certifying.signatory.read_waiting`) and signed it
    (`certifying.signatory.countersign`). An older state that is put back undoes none of that
    (`authority.caught_up`). A form is signed by `authority.Authority.sign_form` and read by
    `form_file.read_form_file`, which understands nothing of forms.

A station is founded on one drive
    `authority.Authority.prepare_kit` makes a voucher for each of its people; once a trust list
    that two have signed names them, `authority.Authority.close_kit` seals a box for each under the
    words of an envelope. `kit.station_kit.open_box` opens one, without digits.

One document signed alone
    Receipts, trust lists and forms are containers with one member
    (`container.single.sign_document`), read by the same reader and judged by the same rules. What
    each is for, and what it may hold, is said by its own module (`receipt.describe`,
    `trust_list.describe`, `form_file.describe`), which adds faults of form to the report.

What was signed is looked at for ever
    A certificate that has run out since is judged as of the time that is proven for its signature
    (`trust.Moment`): when this station received it before, else now. One that ran out on the way
    only warns. Where nothing but the signer's word tells the time, the report says so
    (`report.VerificationReport.quarantined`), and the receiver decides.

JSON from outside has one reading too (`strict_json.read_json`: no doubled keys, no floats,
bounded). Everything here may run in a job, and the long ones take a `core.work.Work`.
"""
