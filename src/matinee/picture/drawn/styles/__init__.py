"""The four styles: an item in, a poster out; each shows another side of it."""
