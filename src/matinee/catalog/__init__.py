"""The catalogue: items in, from files or doors; read-only columns over item rows, families and content vectors out."""
