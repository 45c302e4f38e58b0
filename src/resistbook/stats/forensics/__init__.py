"""Whether the numbers of an abstract can be true together: checks that need its print only."""

from resistbook.first_use import import_at_first_use

__all__ = import_at_first_use(__name__)
