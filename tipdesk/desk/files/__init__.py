"""Files: their list, one as the officer may read it, who opens it, level 4, voiding.

The list and one file: `case_files.CaseFiles`, over `contents.Contents`, which knows what the
officer may read. Opening: `access.Access.check`, else `access.Access.open_with_reason`; suspects
are opened by `access.Access.open_suspects`. Another file of the person:
`access.AccessReasons.look_up`, gone through by supervisors with
`access.AccessReasons.mark_reviewed`. Level 4: `readers.Readers` names people and hides a file,
`restricted.Restricted` closes and opens answers with `restricted.CaseKeyring`, `sealing.Sealing`
closes what was written before. A file that should not be in hand: `voiding.VoidingFiles`.
"""
