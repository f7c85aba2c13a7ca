"""The command line: commands without a window. Never imports ui or Qt.

Whoever has no window, or no vault: the Prosecution that checks a bundle, the authority on its own
machine, an author of forms, whoever helps with a damaged vault. Words of a command come from the
same catalogues as those of the window; docs/commands.md lists them all and is made anew by
packaging/commands.py.

A command is run
    1. `main.main` finds the language (`--lang` wherever it stands, else that of the settings), then
       loads the one module that was named (`main.load_command`): `--help` of one reads nothing of
       the others.
    2. Each has `add_parser` and `run`, such as `verify.run`; `run` gives the exit status, 0 when
       all is well. A new command is a module and a row of `main.COMMANDS`.
    3. An expected failure is a TipdeskError that nobody caught on the way: `output.complain` says
       what happened and what can be done, on the error stream, and the status is 1. Ctrl+C is 130.
    4. Everything printed has been taken when it ends (`output.answering`): a full disk or a closed
       pipe is one error, said once, with status 2. An answer is UTF-8 whatever the code page.
    5. Secrets are typed unseen (`output.typed_unseen`); where they would be seen nothing is asked
       (NoTerminal). A paper that lies there is replaced only by --force (`output.refuse_existing`).

Without a vault
    1. `tipdesk verify`: `verify_report.check` reads a bundle, receipt, trust list or form,
       `bundle.reader.verify` judges it, and the record inside is read by the same function as at
       the receiving station (`desk.handover.received_content.read_content`). The status tells
       valid, not valid and unreadable apart (`verify_report.exit_status`).
    2. `tipdesk print`: `print.run` writes a blank form, numbered packs, or the papers of a record
       and a chain that a bundle carried.
    3. `tipdesk authority`: `authority.run` certifies, revokes, makes trust lists and signs forms
       (`bundle.authority.Authority`), under one passphrase and one command at a time.
    4. `tipdesk forms`: `forms.run` checks sheets with every fault, says what changed since the
       newest published version, publishes, and tries expressions (`form_trials.answers`).
    5. `tipdesk demo`: `demo.run` goes the whole journey with made-up people.
    6. `tipdesk match-names`: `match_names.run` answers pairs of people, one JSON line each.

`tipdesk vault`
    1. `vault_login.unlocked` asks for passphrase, words or two shares, waits after failures as the
       window does, and derives the key; whoever is called wipes it.
    2. `vault_check.run` looks through everything and writes nothing, in words as it grows or in
       JSON at the end.
    3. `vault_audit.run` follows the chain and tells it; with a drive or a bundle it is compared
       with what is outside, and a certificate can be written.
    4. Compacting and `vault_undo.run` say each step as it is reached; before an undoing it is said
       what would go, and asked.
    5. `vault_salvage.run` writes what can be read of a damaged vault into a new one and names what
       was lost. What all five do is `desk/upkeep` and `desk/custody`; here are words and numbers.
       The status is 0 when all is well, 1 for faults or losses, 2 when nothing could be read or
       done.

Output that a program reads has a schema in resources/schemas, and tests hold it: keys stay,
sentences may change. Files of people go through `core.plain_file.open_plain`, which takes no pipe
or device for a file. The window itself is `app`, not here: without a command `tipdesk` opens it.
"""
