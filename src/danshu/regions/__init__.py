"""Administrative divisions of China: provinces, cities, districts, streets, and addresses understood from text."""
