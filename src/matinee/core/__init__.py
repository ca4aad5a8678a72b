"""The values that the parts hand to each other, with names, errors, clock and settings; imports nothing of ours."""
