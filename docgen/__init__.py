"""docgen turns structured data into Word, PowerPoint and Excel documents."""

__version__ = "0.1.0"
