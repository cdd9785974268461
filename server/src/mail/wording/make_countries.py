"""Makes countries.tsv, the names of countries in the languages of mails, from the data of the PyPI package babel:

    python make_countries.py > countries.tsv
"""

from pathlib import Path

from babel import Locale

HEADER = """\
# Names of countries: made by make_countries.py, not by hand. ISO 3166-1 code, English, German.
# From the Unicode Common Locale Data Repository, (c) Unicode, Inc., under the Unicode License v3
# (https://www.unicode.org/license.txt).
"""

TABLE = Path(__file__).parents[4] / "crates/domain/addresses/countries.tsv"

print(HEADER, end="")
for line in TABLE.read_text(encoding="utf-8").splitlines():
    if not line.startswith(("#", "\t")):
        code = line.split("\t")[0]
        print("\t".join([code, *(Locale(tag).territories[code] for tag in ("en", "de"))]))
