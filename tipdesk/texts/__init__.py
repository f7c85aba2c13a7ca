"""What is said: a sentence for every error, reason, problem of a bundle and audit log entry.

`messages.sentence` makes a sentence and a next step of any error, `messages.problem` of a fault in
a bundle; labels of states, roles and reasons are beside them. `custody.entry_detail` says an audit
log entry, `custody.limits` what no audit can promise, `acquisition.verdict` how a file was
acquired. `keys.TABLE` is every key of the program. A new error needs its row here, or a test fails.
"""
