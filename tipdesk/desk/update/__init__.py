"""Updating the program from a USB drive: looked into, allowed, installed, noted.

    1. `updates.Updates.plan` takes a frozen look at what the station knows: the roots and releases
       that it has seen, its versions, the agency's trust list (not this officer's to do:
       TransitionRefused).
    2. `looking_into.look_into`, a JOB, copies the file to where nobody else can change it, counts
       every byte and judges it (`bundle.update.verdict.judge`). The answer is held open.
    3. `updates.Updates.record_seen` remembers what maker and agency vouch for, so that nothing
       older is taken later. `wording.signers` and `wording.changes` say who made it and what
       changes.
    4. A backup is offered (`desk.station.backup.make`). `updates.Updates.record_begun` enters who
       let which version go over to which, with its digest. The vault is locked.
    5. `installing.install`, a JOB: on Windows the installer, for a user of Linux the tree out of
       the Debian package (`trees.place`); a Debian package is for its administrator to install
       (`installing.save_package`). Whatever fails, the program before starts as it did.
    6. The new program looks at its tree when it first starts, opens the vault, and then the old one
       goes (`core.installation.settle`). `updates.note_program` enters that it is another one now.

For a user of Linux the program is installed first by `trees.install_this`.
"""
