"""Signed deeds: who works at a vault, with which keys, and whom its files name.

The rows of people, keys, readers and slots are only a cache: whoever unlocks the vault can write
them. What counts is the register of deeds. Each deed names the digest of the deed before it and is
signed (Ed25519) by those whom it needs, under the keys that stood before it.

    digest    = SHA-256 of the deed's canonical text
    signature = over canonical ["tipdesk-deed/1", digest]
    memory    = over canonical ["tipdesk-view/1", [seq, hash], [number, digest], [deeds without
                effect]], by each person for themselves: the past before it is fixed by their key

`deed.make_deed` makes the next one; `needs.NEEDS` is the only table of who must sign what, and
`needs.RegisterState` what follows from the deeds; `register.fold` follows them and gives what does
not hold and what is new since somebody's last session. `register.own_findings` is what somebody
finds of themselves, `register.compare` holds rows and slots against the deeds.

A deed that lacks a signature has no effect. The founding deed has one from the first signature on;
until everybody whom it names has signed, it says so. Nothing here does input or output, nor
cryptography: what verifies a signature is handed in.
"""
