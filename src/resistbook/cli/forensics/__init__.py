"""The command `resistbook forensics`: re-check the numbers of an abstract."""
