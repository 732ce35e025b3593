"""Steps shared by API, worker and command line."""
