"""Whether the numbers of an abstract can be true together: checks that need its print only."""
