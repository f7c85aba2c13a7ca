"""The chain of custody read, examined, printed and compared with what is outside.

Entries are not made here: whoever changes something enters it in the same transaction
(`desk.open_vault.OpenVault.enter`), and what was only looked at is entered as a viewing
(`desk.open_vault.OpenVault.enter_viewing`), which a full disk owes until there is room. Every entry
holds the hash of the one before; an officer's seal signs the stretch up to it with the seed of the
session. What an entry tells leaves with a bundle: of what must not leave it has a commitment.

Who did what
    1. `book.CustodyBook.plan` freezes what reading needs, of one file or of the station, and enters
       that it was looked at; of a file that names others as every viewing does (ReasonNeeded,
       FileHidden).
    2. `chain_reader.read_chain`, a JOB, follows every entry and every seal, and holds bundles,
       answers of the other side and backups against the chain. What does not hold is a value, an
       objection with its doubt; nothing is raised but Cancelled.
    3. The page filters, and names people only while names are shown.

A certificate of integrity
    1. `book.CustodyBook.answers` holds the answers of one file after the other against their log
       and the entry that vouches for them: a short step for each, between which the window lives.
    2. `book.CustodyBook.examination`, then `book.examine`, a JOB: every attachment is read whole
       and compared with its recorded hash.
    3. `book.ChainPrinting.paper`, `book.render_chain` (a JOB), `book.ChainPrinting.record`: what
       became of the paper is entered with the number of the entry whose fingerprint it carries, and
       the chain is sealed.

A fingerprint from outside
    `outside_anchors.anchors_on`, a JOB, finds heads of the chain on a USB drive: in a backup, a
    bundle, the receiver's answer. Nothing of them is proved by itself; one that the chain still has
    proves that nothing before it was changed since.

The chain that a bundle carried
    `chain_reader.read_carried` follows it beside the record, with every hash computed anew; the
    seals and other bundles are not there to compare. `book.carried_paper` is its log or
    certificate, for `tipdesk print`.

What time it was
    The clock stood behind, or nobody knows: `book.CustodyBook.attest` enters what somebody who
    looks after the station states about the span, and in each file that it touches, so that it goes
    with its bundle. It changes no time that was entered.

Before a file is approved or leaves
    `integrity.check_file` raises CustodyBroken where the chain, the log of the answers, the list or
    the records of acquisition do not agree; the whole chain is followed at every unlocking, which
    keeps nobody out, and from there on in the same session (`storage.custody_rows.FollowedChain`),
    unless anything but new entries was written. All of it finds damage, older rows put back and
    slips. Whoever holds the data key can make everything fit, and only what left the house can
    tell.

What an entry may tell
    Names, numbers and digests; no answer but who interpreted. A commitment is a digest that only
    this vault's own secret can check, so that short answers cannot be guessed from it; somebody
    with the file compares it by `integrity.answers_fault`. Records of acquisition are held against
    their entries by `integrity.acquisitions_fault`, what the person agreed to by
    `integrity.ledger_fault`, the row of the list by `integrity.listed_fault`. The fingerprint of an
    entry is printed as groups of digits (`cases.custody.anchors.anchor_code`), on papers of the
    chain and at the foot of what is printed of a file: whoever holds such a paper can show later
    that nothing before that entry was changed. `texts.custody.limits` says what no audit can
    promise.

At the window: `ui.custody.page.CustodyPage`; at the terminal, `cli.vault_audit.run`. Entries put
into words are `texts.custody.entry_detail`; what a chain is, and what is compared with it, is
`cases.custody.chain.entry_after` and what stands beside it.
"""
