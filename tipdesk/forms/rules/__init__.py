"""What a form says about a set of answers: relevance, calculations, constraints, state."""
