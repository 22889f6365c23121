"""Items, categories and their kinds."""
