"""The bottom floor: values, rules and machinery that know no business and own no tables."""
