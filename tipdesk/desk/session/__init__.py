"""One officer at one open vault: entering, what is held there, terminal and trial sessions.

The vault is opened
    1. The window asks code and passphrase, or words, or two shares. A JOB (Argon2id) opens a key
       slot: `desk.unlocking.unlock`, `desk.unlocking.unlock_with_words` or
       `storage.keys.recovery_shares.unlock_shares`. A wrong try is noted beside the vault, where it
       makes the next one wait, and becomes an entry at the next unlocking.
    2. `session.Session.open`, on the GUI thread: refuses a vault that is write-protected, finishes
       a change of the key that was cut off (`storage.keys.rekeying.settle`), connects, and migrates
       what an older program left.
    3. `entering.who_stands`: whose key it is. A slot without an officer, or of one who is out, is
       refused (UnknownLogin).
    4. `entering.enter`: follows the whole chain and looks at the clock. What does not hold keeps
       nobody out, it is said (the warnings of the session are values). Sealed files without a row
       are swept away, a migration and the failed tries are entered, and the list is written anew
       when this program lists otherwise. Then *unlocked*, and the officer's seed is kept until the
       lock: it seals the chain and opens level 4.
    5. A dearer slot, when this machine would choose one today, takes its place; whatever stands
       against that waits for the next time. The data key is wiped: the open connection has it. The
       errors that end it: VaultInUse, VaultDamaged, VaultTooNew, VaultReadOnly, DiskFull; the vault
       is closed again and the key wiped.

What every held object stands on
    `desk.open_vault.OpenVault`, one for the session: the vault, the officer, the clock. It asks for
    rights (`desk.open_vault.OpenVault.require`), enters what was done in the transaction that does
    it (`desk.open_vault.OpenVault.enter`), owes what was only looked at while the disk is full
    (`desk.open_vault.OpenVault.enter_viewing`), seals the chain with the officer's or supervisor's
    own key, and tells whoever listens. Its time never stands before the newest entry; where a clock
    was wrong, nothing that decides is done before a supervisor has been here
    (`desk.open_vault.OpenVault.check_clock`).

What is held
    A session does nothing itself: it makes each object once, hands it what it stands on, and holds
    it under a name (`session.Session.files`, `session.Session.answers`,
    `session.Session.statement`, `session.Session.steps`, ...). What shows files is a property that
    asks the role first (TransitionRefused). Pages hold none of these beyond a call; who wants to
    know of changes subscribes (`session.Session.subscribe`) and is told after each transaction.
    `session.Session.may` answers what the officer's role allows.

The vault is locked
    `session.Session.lock` ends a recording, folds what was typed in every file, enters what was
    owed and *locked*, seals the chain, stops the daily reading, closes the vault and wipes seed and
    keys. What cannot be written any more does not keep it open: everything that was acknowledged is
    in the log already, and is folded at the next unlocking. Twice is harmless. Before it the window
    has kept the last words and where the officer stood (`ui.shell.leaving.Leaving`,
    `session.Session.remember_place`).

After a recovery
    The officer is nobody in particular (login "recovery"), `session.Session.recovered` is true, and
    nothing but new passphrases and a new sheet is offered (`ui.setup.renew.RenewPage`): then the
    vault is locked and opened again.

From the terminal
    `entering.at_the_vault` opens for one deed, whose name stands in the entry, and seals the chain
    at its end as any session does; the commands of `tipdesk vault` that change something use it.

A form is tried
    `form_trial.make_trial_vault`, a JOB, makes a vault under passphrases that nobody is told;
    `form_trial.Trial` is a session in it with one record, kept while the form is read anew
    (`form_trial.Trial.take_over`), and its folder is deleted at the end.
"""
