"""Pictures and films in, what is in them and the pictures worth showing out; runs on a CPU (extra `vision`)."""
