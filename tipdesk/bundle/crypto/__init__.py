"""The cryptography of a bundle: age, CMS, certificates, and the streams through them.

`age.seal_header` and `age.open_header` with `age.PayloadCipher` are the envelope, `cms.sign` and
`cms.read` the CAdES signature, `certificates.issue_leaf` a certificate, `streams.Pipeline` the way
of the bytes. What may be signed with is one table: `algorithms.is_allowed_key`.
"""
