"""The pages for people: one module a kind of page, templates beside them, one shell around all."""
