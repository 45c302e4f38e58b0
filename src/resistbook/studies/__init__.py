"""The five studies, a module each."""
