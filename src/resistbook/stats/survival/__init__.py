"""Follow-up: Cox's model, Kaplan-Meier curves, two arms of a trial."""
