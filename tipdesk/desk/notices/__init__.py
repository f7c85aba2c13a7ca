"""Electronic notices: an officer tells the Prosecution of a felony at once, and signs alone
(docs/bundle-format.md §9.1).

Off until the trust list says that an office takes them and a supervisor has allowed them here.

    1. `sending.Notices.files` lists what can be told of now, with what is still open.
    2. `sending.Notices.plan` reads each file, builds the record of its notice (ten answers and
       nothing else), takes the numbers and enters *notice_begun* of each.
    3. One confirmation opens the officer's key for the whole list
       (`sending.Notices.signing_key`); the PIN of the shift is enough.
    4. `packing.pack_notices`, a JOB: draws, signs, encrypts and reads back one after the other. All
       of them stand on the drive, or none.
    5. `sending.Notices.record` enters *notice_handed_over* of each. When that is not possible
       `packing.discard_notices` takes them off the drive.
    6. The office's receipt comes in as any other (`desk.handover.receipts.Receipts`):
       *notice_received*.
    7. A supervisor goes through what officers have sent (`reviewing.NoticeReviews`): each is a deed
       with their signature, *notice_reviewed*, so that nobody else marks one.

A notice changes nothing in where its file stands: that is completed, approved and referred as any
other. At the window: `ui.notices.sending.NoticesPage`.
"""
