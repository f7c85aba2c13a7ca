"""A file on its way: statuses, review, four eyes, supervision, voiding.

`workflow.next_status` is the only table of steps; `review.review` lists what is missing before the
next one. Approval by a second person is `workflow.approval`; what waits for a supervisor
`review.waits`; `workflow.left_the_room` decides who may void.
"""
