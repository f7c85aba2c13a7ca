"""The window itself: pages by name, lock and privacy screen, recording, a form tried out.

`main_window.MainWindow` holds bars and `page_book.PageBook`. Everything that hides the screen
paints `lid.Lid` first; then `leaving.Leaving` keeps the last words and locks. It is asked by keys
and rest (`window_watch.WindowWatch`) and by the system (`system_events.SystemEvents`: lock screen,
lid, other session, sleep). `recording_room.RecordingRoom` shows a running recording above every
page, `after_unlock.ReadingRoom` what reading through a large database found,
`form_trial.TrialWindow` a form.
"""
