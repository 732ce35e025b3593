"""HTTP resources, one file a noun: a responder parses, calls and serialises."""
