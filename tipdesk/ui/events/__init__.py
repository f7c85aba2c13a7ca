"""«الوقائع»: raids, inspections and arrivals that name the officer, each with its files and roster.

`page.EventsPage` lists the events, and shows one. `facts.ask_facts` asks what is said of one, once
for all its files; `roster.RosterCard` is its people: typed line by line, pasted as a list, and
taken one by one to begin a file.
"""
