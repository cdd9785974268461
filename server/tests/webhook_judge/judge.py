"""Says whether a webhook is genuine, by the package of the convention itself."""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

question = json.load(sys.stdin)
try:
    Webhook(question["secret"]).verify(question["body"], question["headers"])
    print("genuine")
except WebhookVerificationError:
    print("forged")
