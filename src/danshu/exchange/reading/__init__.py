"""Foreign files become rows, or a refusal that names file, sheet, cell and remedy.

`opening.inspect` and `opening.stream` are the way in. Everything that touches the bytes of the file runs in a child process
(`child.py`) with limits on memory and CPU time, because a parser may loop, eat all memory or abort the process.
The modules `sniffing`, `archive`, `parts`, `cells`, `delimited`, `workbook` and `child` run there: standard library and
python-calamine only, so that the child starts fast.
"""
