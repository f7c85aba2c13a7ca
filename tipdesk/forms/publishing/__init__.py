"""Published definitions: their JSON, where they lie, what changed between two versions."""
