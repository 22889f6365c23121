"""Price lists and the price of an order line."""
