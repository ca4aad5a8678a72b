"""Learning of pictures: who was shown what and what followed in; what each picture does for which taste out."""
