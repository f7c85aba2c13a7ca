"""What every layer stands on: errors, time, settings, slow work, files. Imports nothing above.

Every expected failure is a `errors.TipdeskError` with a code; its sentence is in `texts`. Slow work
gets a `work.Work`, which tells progress and is asked whether to stop. Files that people name go
through `plain_file.whole_file` and `plain_file.open_plain`; what is encrypted beside the database,
and what is staged of a bundle, is written by `sealed_file.SealedWriter`. What is renamed or removed
goes through `disk.replace_durably` and `disk.remove`; who may read a file says
`private_files.MayRead`. `settings.resource` finds what is shipped, `installation.this_installation`
says how the program was installed, `clock.SystemClock` is the time, and the process is hardened
(`hardening`) before anything else. What lies apart from a sealed secret lies in a
`pepper_place.PepperPlace`, or in the computer's security chip (`security_chip.ChipPlace`). A module
of ours is started as a process of its own by `own_program.command`.
"""
