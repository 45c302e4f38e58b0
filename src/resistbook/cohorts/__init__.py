"""One loader a source: raw file in, checked `Cohort` out."""

from resistbook.cohorts.cohort import Cohort, CohortError

__all__ = ["Cohort", "CohortError"]
