"""The page: ranked candidates in; rows and columns out, each slot with its reason and its propensity."""
