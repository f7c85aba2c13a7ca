"""The window itself: pages by name, lock and privacy screen, recording, a form tried out.

`main_window.MainWindow` has layers, of which one is shown: the unlock page, a page that comes once
(`passing.PassingPages`: setting up, restoring, a new passphrase), the pages of an open vault
between `bars.TopBar` and `bars.StatusBar`, and the covers. It imports what the unlock screen needs
and nothing else; the rest is loaded a little at a time while nobody types
(`preloading.Preloading`).

From unlocking to a page
    1. `ui.setup.unlock.UnlockPage` gives a key that a JOB has opened; the session is opened on the
       GUI thread. An error of that (VaultInUse, VaultDamaged, ...) is said on the unlock page.
    2. `main_window.MainWindow.enter` names station and officer, goes to where the officer stood at
       the last lock (`page_book.PageBook.show_place`) or home, and says what stands against the
       vault. After a recovery only `ui.setup.renew.RenewPage` follows.
    3. Which passphrases failed meanwhile stands above the pages (`after_unlock.FailedTriesNote`); a
       large database is read on a thread of its own (`after_unlock.ReadingRoom`), and only damage
       is said.

From page to page
    `page_book.PageBook` is the one place that knows all pages: it makes each when it is first
    needed, and answers what a page asked for by a signal. `page_book.PageBook.show` asks whether
    the page before may be left, keeps what is typed there, and loads the next one; when that fails,
    the error is said and the old page stays. Escape goes back (`page_book.BackStack`), never in a
    circle. What a page can do beside `load` it says by its methods (`page_book.Leaves`,
    `page_book.Resumes`, `page_book.Masks`; `leaving.Works`, `leaving.Keeps`).

May it be left or locked
    `leaving.Leaving.may_leave` and `leaving.Leaving.when_to_lock` keep the last words first and ask
    only before a loss: words that the disk refuses, an amendment without its reason, work that ends
    with the page.

It locks
    1. Whatever hides the screen puts a picture over every window first, in the same turn of the
       event loop (`lid.Lid`, `lid.under_lid`), and does everything else under it.
    2. Asked for: `main_window.MainWindow.ask_to_lock`. Unasked, at rest or by the system:
       `main_window.MainWindow.lock_unasked`; while work runs, or the disk refuses the last words,
       `leaving.WaitingLock` only covers and tries again. Before a sleep work is stopped: keys must
       not lie in memory then.
    3. `main_window.MainWindow.lock`: dialogs go, words and place are kept, pages are destroyed,
       running jobs are abandoned, the session is closed and the keys are wiped. A mistake of the
       program on the way leaves no page on the screen.
    4. With a shift key the privacy screen (`privacy_screen.PrivacyScreen`) covers without locking
       (`main_window.MainWindow.show_privacy_screen`), and asks for the PIN after a lock too;
       `shift_watch.ShiftWatch` waits for the end of a shift.
       Who tells: keys and rest, `window_watch.WindowWatch`, at the system's windows and not at
       every widget; lock screen, lid, another session and sleep, `system_events.SystemEvents`. A
       passport reader that is sending in this moment is cut off (`window_watch.BurstGuard`).

Somebody presses
    A press on what has only just come to its place is dropped (`still.StillPress`).

Look and language
    What was chosen is put on between two windows: everything is built anew at the same place
    (`page_book.PageBook.give_up`, `page_book.PageBook.go_on`), as soon as nothing would end by it.

Recording
    `recording_room.RecordingRoom.begin` asks for the microphone; `recording_room.RecordingBar` is
    its sign above every page, and a cover pauses it. What ended is made whole by a JOB and attached
    (`recording_room.RecordingShelf.put_away`).

A form is tried
    `form_trial.try_form`: the real screens on a record in a vault that is thrown away. Faults are
    listed with sheet, row and column (`form_trial.TrialFaults`); one that was tried is published by
    `form_trial.publish_form`.
"""
