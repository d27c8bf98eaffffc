"""Excel: what SpreadsheetML asks for beyond the common way of a template."""
