"""Electronic notices at the window: sent without an approval, gone through by a supervisor later.

`sending.NoticesPage` lists files of which the Prosecution is to be told; all that can leave do, in
one go, under the PIN of the shift (`shift_pin.confirm_by_pin`). It is reached from home and from
the card of the quick intake while notices leave at all (`waiting.leave_here`).
`reviewing.NoticeReviewsPage` is the supervisor's; `waiting.NightNoticesNote` leads there first of
all that is said at home. `waiting.NoticesCard` of the station page allows them, or no more. What
is behind it all is `desk.notices.sending.Notices`.
"""
