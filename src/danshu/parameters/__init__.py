"""System parameters: declared by modules, changed by administrators."""
