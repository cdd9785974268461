"""Signs webhooks as Stripe does, with Stripe's own package: one JSON request a line, one JSON reply a line.

{"body": "...", "secret": "whsec_...", "timestamp": 1700000000} -> {"signature": "<hex>"}
{"body": "...", "secret": "whsec_...", "header": "t=...,v1=..."} -> {"genuine": true}
"""

import json
import sys

import stripe

for line in sys.stdin:
    asked = json.loads(line)
    if "header" in asked:
        try:
            stripe.WebhookSignature.verify_header(asked["body"], asked["header"], asked["secret"], None)
            reply = {"genuine": True}
        except stripe.SignatureVerificationError:
            reply = {"genuine": False}
    else:
        payload = f'{asked["timestamp"]}.{asked["body"]}'
        reply = {"signature": stripe.WebhookSignature._compute_signature(payload, asked["secret"])}
    print(json.dumps(reply), flush=True)
