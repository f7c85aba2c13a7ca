"""Published definitions: their JSON, where they lie, what changed between two versions.

`definition_json.definition_to_json` and `definition_json.definition_from_json` are the two ways;
`catalogue.Catalogue` finds the newest published version, and `differences.differences` says what a
new one changes and what it releases more than before.
"""
