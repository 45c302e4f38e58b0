"""Study 5: an anoikis prognosis model in HER2-negative disease."""
