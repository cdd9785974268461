"""Judges signatures of mails: each line of standard input is a mail in base64 with its DNS record, each of standard
output whether the signature holds, and what is left of it after each change that somebody on the way could make.
"""

import base64
import json
import sys

import dkim


def holds(mail, name, text):
    def record(asked, timeout=5):
        return text.encode() if asked.decode().rstrip(".") == name else None

    try:
        return dkim.DKIM(mail).verify(dnsfunc=record)
    except dkim.DKIMException as error:
        return str(error)


for line in sys.stdin:
    asked = json.loads(line)
    mail = base64.b64decode(asked["mail"])
    name, text = asked["name"], asked["text"]
    head, body = mail.split(b"\r\n\r\n", 1)
    changes = {
        "body": head + b"\r\n\r\n" + body + b"one line more\r\n",
        "subject": mail.replace(b"Subject: ", b"Subject: Not ", 1),
        "second sender": b"From: eve@evil.example\r\n" + mail,
        "second subject": mail.replace(b"Subject: ", b"Subject: Pay here\r\nSubject: ", 1),
        "message id": mail.replace(b"Message-ID: <", b"Message-ID: <0", 1),
    }
    # What servers on the way may do (RFC 6376 3.4): fold anew, trim, add headers, set another type of the content.
    lenient = {
        "spaces": mail.replace(b"Subject: ", b"subject:   ", 1),
        "received": b"Received: from there by here; Sun, 22 Nov 2026 10:15:00 +0000\r\n" + mail,
        "empty lines": mail + b"\r\n\r\n",
    }
    answer = {
        "holds": holds(mail, name, text),
        "broken": [what for what, changed in changes.items() if holds(changed, name, text) is True],
        "strict": [what for what, changed in lenient.items() if holds(changed, name, text) is not True],
        "other key": holds(mail, name, asked["other"]),
    }
    print(json.dumps(answer), flush=True)
