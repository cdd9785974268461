"""Checks requests to Stripe against the parameter types of Stripe's own package.

Reads a JSON list of {"method", "path", "form": [[name, value], ...]} from its input, and writes a JSON list of problems.
A call of an endpoint that is not in the table is a problem too.
"""

import builtins
import importlib
import json
import re
import sys
import types
import typing

from typing_extensions import is_typeddict

# What may be asked, and the module and class of its parameters.
ENDPOINTS = {
    r"POST /v1/checkout/sessions": ("checkout._session_create_params", "SessionCreateParams"),
    r"GET /v1/checkout/sessions/[^/]+": ("checkout._session_retrieve_params", "SessionRetrieveParams"),
    r"POST /v1/checkout/sessions/[^/]+/expire": ("checkout._session_expire_params", "SessionExpireParams"),
    r"POST /v1/refunds": ("_refund_create_params", "RefundCreateParams"),
    r"GET /v1/refunds/[^/]+": ("_refund_retrieve_params", "RefundRetrieveParams"),
    r"GET /v1/charges": ("_charge_list_params", "ChargeListParams"),
    r"GET /v1/disputes": ("_dispute_list_params", "DisputeListParams"),
    r"GET /v1/account": ("_account_retrieve_params", "AccountRetrieveParams"),
}


class Names(dict):
    """The names of a module; what it imports only for type checkers may be anything."""

    def __missing__(self, name):
        return getattr(builtins, name, getattr(typing, name, object))


def hints(cls):
    module = vars(sys.modules[cls.__module__])
    return typing.get_type_hints(cls, globalns={}, localns=Names(module))


def options(kind):
    """The alternatives of a type, without NotRequired and Optional around them."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return [one for part in typing.get_args(kind) for one in options(part)]
    if origin is getattr(typing, "NotRequired", None) or "NotRequired" in str(origin):
        return options(typing.get_args(kind)[0])
    return [kind]


def fits(kind, path, value):
    """Whether a value may stand at a path below a parameter of this type."""
    for option in options(kind):
        origin = typing.get_origin(option)
        if path:
            head, rest = path[0], path[1:]
            if is_typeddict(option):
                known = hints(option)
                if head in known and fits(known[head], rest, value):
                    return True
            elif origin is dict and fits(typing.get_args(option)[1], rest, value):
                return True
            elif origin is list and (head == "" or head.isdigit()) and fits(typing.get_args(option)[0], rest, value):
                return True
        elif origin is typing.Literal:
            if value in typing.get_args(option):
                return True
        elif option is int:
            if re.fullmatch(r"-?\d+", value):
                return True
        elif option is str:
            return True
    return False


def problems(request):
    path, _, query = request["path"].partition("?")
    asked = f'{request["method"]} {path}'
    known = [cls for pattern, cls in ENDPOINTS.items() if re.fullmatch(pattern, asked)]
    if not known:
        return [f"{asked}: there is no such call"]
    module = importlib.import_module(f"stripe.params.{known[0][0]}")
    parameters = hints(getattr(module, known[0][1]))
    found = []
    for name, value in request["form"]:
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        if first not in parameters or not fits(parameters[first], rest, value):
            found.append(f"{asked}: {name}={value}")
    required = getattr(getattr(module, known[0][1]), "__required_keys__", frozenset())
    given = {name.split("[")[0] for name, _ in request["form"]}
    if request["method"] == "POST":
        found += [f"{asked}: {name} is missing" for name in sorted(required & {"line_items", "mode"} - given)]
    return found


print(json.dumps([problem for request in json.load(sys.stdin) for problem in problems(request)]))
