"""Play tracks and beds in the gaps of a day, ending on the minute."""
