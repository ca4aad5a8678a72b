"""The table: a profile, a snapshot and a context in; a page of rows and columns out."""
