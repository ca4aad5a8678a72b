"""Find and similar: a query or an item in, matching item rows with match scores out, over an index in the snapshot."""
