"""Which message, to whom, when, and whether at all; how it is worded, rendered and signed. No I/O in here."""
