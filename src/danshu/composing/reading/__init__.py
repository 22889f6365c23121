"""From a pasted chat or letter to an order that a person checks: rules only, no model, no network, nothing stored."""
