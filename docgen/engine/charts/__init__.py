"""Native charts: the template's chart cut into pieces once, filled with data for each document."""
