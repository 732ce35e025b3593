"""One record type each, over stores.kv."""
