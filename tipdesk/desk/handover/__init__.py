"""Case bundles: exported, received, checked, answered with a receipt.

A plan is frozen on the GUI thread, a job works on it without the vault, and the outcome is recorded
on the GUI thread again. A job that was stopped or failed leaves nothing behind; an outcome that
cannot be recorded is taken back.

An approval
    1. `approving.Approving.plan` holds chain, log and list against each other
       (`desk.custody.integrity.check_file`), refuses whoever completed or amended the file, checks
       each pick, and freezes the record. The approver has shown who they are and has a certificate.
    2. `approving.draw`, a JOB, draws the documents and seals them in the vault's folder.
    3. `approving.Approving.record` signs the list of all of it, and enters that: what leaves later
       has to be that, to the byte. In the same act `annexing.Annexing` seals what one prosecutor
       alone may read (the protective annex); its digest stands in the statement.

An export
    1. `handover.Handover.prepare` says what goes, what stays and why, and what is in the way: every
       open condition is an `outgoing.ExportCondition`. Nothing is entered.
    2. `handover.Handover.plan` asks all of that anew and refuses (ExportNotReady); holds chain, log
       and list against each other (`desk.custody.integrity.check_file`); builds the record and
       compares its digest with the one that was approved (CustodyBroken), and says what has changed
       since the bundle before (`earlier_bundles.EarlierBundles`). Attachments that the office has
       by its own receipt stay off. Then it enters that an export has begun, and gives a
       `packing.ExportPlan`: from here on the file cannot be voided.
    3. The officer's passphrase was asked; it opens the key for one signature
       (`handover.Handover.signing_key`).
    4. `packing.pack`, a JOB: asks whether a receiver would read record and chain
       (`received_content.check_outgoing`), tidies up after exports that were cut off, draws the
       documents with released fields only, writes the bundle under another name, renames it and
       reads it back. Progress is in bytes; a stop that comes at the very end takes it away again.
    5. `handover.Handover.record` enters it and seals the chain; the file becomes *exported* unless
       it was changed meanwhile. When that is not possible `packing.discard` takes the bundle off
       the USB drive: there is none that nobody knows of.
    6. The cover on paper, with the bundle's own digits, is drawn by `packing.paper_cover`, a JOB.

A bundle comes in
    1. `receiving.Receiving.plan`: without a trust list (TrustMissing) or a key of its own
       (NoCertificate) nothing can be checked.
    2. `checking.check`, a JOB: decrypts into staging that is sealed under a key in memory, verifies
       container and signature, and reads what is inside (`received_content.read_content`): record,
       chain and attachments are held against what was approved. `tipdesk verify` at the command
       line reads by the same functions. A bundle that does not hold is a value,
       `checking.CheckedBundle`, with its findings: it can be refused.
       Its number is held against those of its station (`numbering.against_numbers`), and what a
       supplement says has changed against what is kept here.
    3. `receiving.Receiving.preview` opens one that holds, before anybody decides;
       `receiving.Receiving.discard` lets it go without an answer.
    4. `receiving.Receiving.accept` places the sealed container first, then registers it, signs the
       receipt and seals the chain in one transaction, and only then writes the receipt to the USB
       drive. What cannot be written there is registered all the same
       (`receiving.Receiving.reissue`). What rests on the signer's word alone is kept aside without
       a number; accepted once more it gets one.
    5. `receiving.Receiving.refuse` signs a refusal with an error code; the content goes.
    6. Later it is opened read-only from its sealed container (`receiving.Receiving.open_received`),
       with an entry. What comes of one file has one number in the register.

The answer comes back
    1. `handover.Handover.import_receipt` verifies the receipt by the trust list
       (`receipts.Receipts.take`) and asks which bundle of this station it answers: of no bundle
       (ReceiptUnknown), of another one than was sent (ReceiptInvalid), older than what is known
       (ReceiptOlder).
    2. One that is new is recorded; the file becomes received or refused. The same one again changes
       nothing.
    3. Which of several answers stands is `receipts.Receipts.standing`: one about the very bundle
       that was sent outweighs any other.

A protective annex travels beside its case bundle (`packing.pack` writes it first). At the office
`desk.messages.annex_desk.AnnexDesk` opens it for its prosecutor, under their own passphrase, and
answers it.

At the window: `ui.handover.export.ExportPage`, `ui.handover.check_panel.CheckPanel` with
`ui.handover.receiving.ReceivingPage`, and `ui.handover.receipt_import.import_receipt`. A lock while
a bundle is written or checked stops the job; a result that comes in the very moment of the lock is
thrown away (`packing.discard`, `checking.CheckedBundle.close`). Every step at either counter needs
its right (`cases.permissions.check`); the receiving station shows no file of its own. What the
bytes of a bundle are, and every fault that they may have, is `bundle`'s: it knows nothing of files.
"""
