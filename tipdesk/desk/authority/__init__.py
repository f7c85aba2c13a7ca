"""The certification authority as its clerk works in it: whom it certified, requests, trust lists.

It has no vault. The folder of the authority is opened by the clerk's passphrase and held, so that
no command works in it meanwhile; the keys lie in memory until `clerk.ClerkSession.close`.

    1. `clerk.open_folder` or `clerk.set_up`, a JOB, derives the key and gives a
       `clerk.ClerkSession`.
    2. What is shown is worked out of its state, which never changes in place: `given.given` (whom
       it certified), `places.places` (stations, offices, who approves for whom).
    3. Every act is a JOB on one worker, so that none overtakes another: `requests.read_requests`
       and `requests.certify`, `lists.standing`, `lists.make` and `lists.countersign`,
       `kits.prepare` and `kits.close`, and the methods of the session.
    4. After a lock the session is closed by a JOB behind the last act: what was begun is ended.

What a list says for people is `wording.row_text`, which the commands say too.
"""
