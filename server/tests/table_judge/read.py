"""Reads a table as strictly as Python's own package does; prints its rows by the names of columns."""

import csv
import json
import sys

sys.stdin.reconfigure(encoding="utf-8", errors="strict", newline="")
head, *rows = csv.reader(sys.stdin, strict=True)
assert all(len(row) == len(head) for row in rows)
json.dump([dict(zip(head, row)) for row in rows], sys.stdout)
