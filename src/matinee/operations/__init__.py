"""Operating a home: load it, look after it, back it up, restore it."""
