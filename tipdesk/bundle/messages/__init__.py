"""Messages between stations and offices: short signed documents that may carry files (§10).

`document.read_message` and `document.write_message` hold the document to its closed schema, the
body of each type to its own (`bodies.check_body`); `writing.write_message_file` signs, seals and
writes one. It is read by the reader of everything (`bundle.reader.verify`), which asks
`judging.judge` who may have said it; what was kept is judged again by `judging.recheck`, and rows
that are shown later are proved by `judging.prove_rows`.

`approving.read_request` holds what an approver elsewhere is asked to sign against its files,
`approving.judge_answer` what comes back against what was asked for.

`annex` is the protective annex (§9.2), which one prosecutor reads: sealed by the approver
(`annex.seal_annex`), and held against the cases of an office (`annex.judge_beside`).
"""
