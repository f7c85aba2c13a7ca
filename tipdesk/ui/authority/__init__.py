"""The window of the certification authority: `tipdesk authority`, on a computer that stays offline.

It has no vault. `window.AuthorityWindow` shows `opening.AuthorityOpening` until the clerk's
passphrase has opened the authority's folder (`desk.authority.clerk.open_folder`, a JOB), or
`founding.FoundingPage` has set a new one up; then its pages, which are destroyed by every lock:

    `people.PeoplePage`      whom it certified; revoking, a lost laptop
    `requests.RequestsPage`  requests on a drive: compared by voice, certified, written back
    `places.PlacesPage`      who approves for whom, heads of offices, who takes electronic notices
    `kits.KitsPage`          a new station on one USB drive, with an envelope for each
    `lists.ListsPage`        the next trust list, and its second signature by another person

A page is given a `clerk_desk.ClerkDesk`, which runs its acts one after another as jobs. Lid, help,
keys and the lock of a computer that was left are those of the vault's window
(`ui.shell.lid.Lid`, `ui.shell.help.HelpPanel`, `ui.shell.window_watch.WindowWatch`).
"""
