"""What the clinical case summary says: patient, dates, diagnoses."""
