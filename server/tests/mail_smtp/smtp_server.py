"""A real SMTP server for the tests: STARTTLS and a password are required. Says its port, then each mail as JSON.

A third and a fourth argument make it fail: at a step (greeting, ehlo, starttls, auth, mail, rcpt, data, content), by an
answer such as "451 4.3.0 later", or by "close", which ends the connection there. At "content" the mail was taken before.

Ends when its standard input does, so that it never outlives the test.
"""

import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class FaultySMTP(SMTP):
    """Answers its way at one step."""

    def __init__(self, *args, step, answer, **more):
        super().__init__(*args, **more)
        self.step, self.answer = step, answer

    async def fails_at(self, step):
        if self.step != step:
            return False
        if self.answer == "close":
            self.transport.close()
        else:
            await self.push(self.answer)
        return True

    async def push(self, status):
        is_greeting = isinstance(status, str) and status.startswith("220 ") and not self.greeted
        self.greeted = True
        if is_greeting and self.step == "greeting":
            if self.answer == "close":
                self.transport.close()
                return
            status = self.answer
        await super().push(status)

    greeted = False

    async def smtp_EHLO(self, hostname):
        if not await self.fails_at("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg):
        if not await self.fails_at("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg):
        if not await self.fails_at("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg):
        if not await self.fails_at("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if not await self.fails_at("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if not await self.fails_at("data"):
            await super().smtp_DATA(arg)


class Mailbox:
    def __init__(self, step, answer):
        self.answer = answer if step == "content" else None

    async def handle_DATA(self, server, session, envelope):
        mail = {
            "tls": session.ssl is not None,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "content": base64.b64encode(envelope.content).decode(),
        }
        if self.answer is None or self.answer == "close":
            print(json.dumps(mail), flush=True)
        if self.answer == "close":
            server.transport.close()
        return self.answer or "250 accepted"


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"shop", b"p@ss word")
    # Not handled: the answer 535 is left to the server.
    return AuthResult(success=right, handled=False)


async def main(certificate, key, step=None, answer=None):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    def connection():
        return FaultySMTP(
            Mailbox(step, answer),
            hostname="localhost",
            tls_context=tls,
            require_starttls=True,
            auth_required=True,
            authenticator=authenticate,
            step=step,
            answer=answer,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main(*sys.argv[1:5]))
