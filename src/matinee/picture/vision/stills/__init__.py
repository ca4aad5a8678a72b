"""A film in, the pictures worth showing out: shots, checks, characters, crops, a contact sheet."""
