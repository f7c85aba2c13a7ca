"""Synthetic files and the demonstration journey. Everything here is made up.

`journey.travel` goes the whole way without a window; `vault.demo_vault` makes what `--demo` opens,
`stations.make_officers_station` and `stations.make_prosecution` a station each;
`interviews.interview` fills in a file of a `people.Person`.
"""
