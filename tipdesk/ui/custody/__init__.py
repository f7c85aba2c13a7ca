"""The chain of custody for people: read, filtered, examined, printed.

`page.CustodyPage` with `filters.ChainFilter` and `summary.ChainSummary`;
`compare_anchor.compare_anchors` takes a fingerprint from outside,
`uncertain_times.show_uncertain_times` what time it was, `papers.show_chain_paper` log and
certificate.
"""
