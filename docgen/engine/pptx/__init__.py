"""PowerPoint: what PresentationML asks for beyond the common way of a template."""
