"""Who can open a vault: key slots, recovery, level 4 keys, signing keys.

One random key opens the database (the data key). It is kept nowhere in the clear: it is sealed to
the public key of every officer, whose seed lies in a slot under their passphrase. So people change
without the database, the key can change without anybody's passphrase, and each officer has a secret
of their own that seals entries and opens level 4. Slots lie beside the database in two copies, each
authenticated by the data key (`slot_file.write_document`); how a slot is made of keys is
`slot_crypto`.

It is unlocked
    1. `keys.unlock`, slow (Argon2id) and so in a JOB: passphrase → seed → data key, a
       `keys.UnlockedKey`. A passphrase that fails is WrongPassphrase, a slot that was altered
       VaultDamaged; of two copies the newer authentic one counts.
    2. With the sheet's 24 words: `keys.unlock_recovery`. With two of three shares, each under its
       holder's PIN: `recovery_shares.open_share` (slow) and `recovery_shares.unlock_shares`.
    3. Wrong tries are counted beside the vault, where no key is needed (`unlock_failures.note`,
       `unlock_failures.seconds_to_wait`): they slow somebody at the keyboard. Whoever copied the
       files is slowed by Argon2id alone.
    4. What a slot may ask for is bounded before Argon2id runs, by what this vault ever cost on this
       computer (`known_costs.allow`).
    5. The database remembers which slots are in use, so that older ones put back are noticed
       (`slot_rows.compare`). Old slots with an old database nothing inside can tell.

    6. A shift key opens within one shift what a passphrase has opened (`shift_key.seal`,
       `shift_key.opened`); it is memory alone, and its tries and ends are the desk's.

Slots are changed
    1. A function gives a new document: `keys.change_passphrase`, `keys.reset_slot`,
       `keys.add_slot`, `keys.without_slot` and `keys.with_slot_again` (out for a time),
       `keys.raised` (a dearer slot), `keys.new_recovery`, `recovery_shares.with_shares`. Nothing is
       written by it. What every new slot has is in `slot_making.officer_slot` and
       `slot_making.recovery_slot`.
    2. `slot_rows.store` puts it into use, with the rows that the change needs in the same
       transaction: the database knows the new digest before the file is touched and drops the old
       one after. Cut off between both, `slot_rows.finish` goes on at the next opening.
    3. While the data key is being changed all of them raise KeyChangePending.

Somebody is removed
    A slot less is not enough: a copy of the slot file still has the data key. `rekeying.without`
    gives the document with a key to come; `rekeying.change_key` writes the database under it, in
    one transaction of SQLite between two changes of the slots. Whenever the power goes,
    `rekeying.settle` finishes it at the next opening.

Level 4
    `case_keys.close_answer` and `case_keys.open_answer` close an answer under the key of its file,
    which is sealed to the officers whom the file names and to the recovery sheets
    (`case_keys.add`); `case_keys.drop` takes somebody off. The data key alone opens none. Which
    answer is of level 4, and whom a file names, is the desk's to know
    (`desk.files.restricted.Restricted`).

Deeds
    Rows of keys, people and readers are a cache of signed deeds (`cases/deeds`):
    `deed_rows.add` keeps one, `deed_rows.keep_memory` what somebody saw last, `deed_rows.rows` is
    what is held against them. `profile_anchor.write` keeps outside the vault how far it came.

Signing
    `signing_keys.make` keeps an officer's key wrapped under their seed: the open vault cannot sign,
    the passphrase is asked once more (`keys.confirm`), and `signing_keys.private_key` opens it for
    one signature. A receiving station's age identity lies beside (`signing_keys.age_identities`):
    it opens what comes in without anybody's passphrase.

What is known of slots without a key
    Codes, costs and boxes lie open in the slot file: `slot_file.logins` is what the unlock screen
    offers. A document is believed only when somebody has opened it and its HMAC holds
    (`keys.authentic_document`); of the two copies one may be older or torn by a power cut, and the
    newest authentic one counts. Officers who are out for a time have no slot there; theirs lies
    inside the vault until it is given back.

On paper
    A sheet has 24 words, a share 33 English ones by SLIP-39, so that other programs put two shares
    together as well; each word is taken back as the word, its first four letters or its number
    (`recovery_shares.from_words`, `keys.unlock_recovery`).

Secrets are byte arrays and are wiped by whoever was given them (`storage.kdf.wipe`).
"""
