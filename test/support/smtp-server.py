"""A mail server for tests: prints its port, then each message as one line of JSON."""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

# Certificate and key for STARTTLS, then user and password; empty for none.
CERT, KEY, USER, PASSWORD = sys.argv[1:5]


def say(value):
    print(json.dumps(value), flush=True)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "data": envelope.content.decode("utf-8", "replace"),
                "encrypted": session.ssl is not None,
                "user": session.auth_data,
            }
        )
        return "250 Taken"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    # Not handled: the server itself says that it was refused.
    return AuthResult(success=good, handled=False, auth_data=USER if good else None)


def context():
    if not CERT:
        return None
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(CERT, KEY)
    return made


def session():
    return SMTP(
        Handler(),
        hostname="mail.test",
        tls_context=context(),
        authenticator=authenticate if USER else None,
        auth_required=bool(USER),
        auth_require_tls=bool(CERT),
    )


async def main():
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(main())
