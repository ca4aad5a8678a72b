"""Our own shape library: a name in, a silhouette out, in a box from -50 to 50; A is its ink and B its detail's."""
