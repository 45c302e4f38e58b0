"""What can go wrong between an accession and a comparison."""

from typing import TYPE_CHECKING

from resistbook.data.sources import SourceError

if TYPE_CHECKING:
    from resistbook.geo.deposit import Deposit


class NotDepositedError(SourceError):
    """GEO has no such series, platform or file."""


class ChangedError(SourceError):
    """GEO serves other bytes than those that the lock file records."""


class LockFileError(SourceError):
    """The lock file cannot be read."""


class FormatError(ValueError):
    """A file is not in the format that its name promises; the message names file and line."""


class NoValuesError(FormatError):
    """A series matrix describes samples and holds no values, as those of sequencing do.

    Parameters
    ----------
    message
        Where the series deposits its values.
    deposit
        Its records, without values.
    """

    def __init__(self, message: str, deposit: "Deposit") -> None:
        super().__init__(message)
        self.deposit = deposit


class NoCountsError(FormatError):
    """A series has neither values nor counts of its reads.

    Parameters
    ----------
    message
        Where the series deposits its values, and what to do.
    described
        Its records, without values.
    """

    def __init__(self, message: str, described: "list[Deposit]") -> None:
        super().__init__(message)
        self.described = described


class RequestError(ValueError):
    """What was asked cannot be answered with this series; the message says what can."""
