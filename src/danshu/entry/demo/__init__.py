"""A fictional company to try the product with; everything in it is invented."""
