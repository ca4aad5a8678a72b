"""Artwork: what an item's pictures show and what a member likes in, the picture that this member sees out."""
