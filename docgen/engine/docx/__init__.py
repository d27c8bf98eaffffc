"""Word: what WordprocessingML asks for beyond the common way of a template."""
