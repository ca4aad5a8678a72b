"""Moods: of the item from words of at least two sources, of the picture from pixels where that can be learned."""
