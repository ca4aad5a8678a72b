"""The command line: words in, calls on `app` and `evaluation`, tables or JSON out."""
