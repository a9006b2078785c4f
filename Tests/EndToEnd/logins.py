"""A client's side of a login by hand: in clear, MD5 and SCRAM-SHA-256, over a TLS session that may be a resumed one."""
import base64
import hashlib
import hmac
import os
import ssl
import struct

import wire

ALPN = "postgresql"


def encrypted(address, context, session=None, timeout=60):
    """A wire connection within TLS that was not asked for; with `session` the one to resume."""
    client = wire.Connection(*address, log_in=False, timeout=timeout)
    client.socket = context.wrap_socket(client.socket, server_hostname="localhost", session=session)
    return client


def context(certs):
    trusting_ca = ssl.create_default_context(cafile=str(certs.path("ca.crt")))
    trusting_ca.set_alpn_protocols([ALPN])
    return trusting_ca


def prove(client, user, password, database):
    """Logs in. What came of it: None and the session is open, or the fields of the error."""
    client.send(wire.startup(user, database))
    scram = None
    while True:
        message = client.next()
        if message.kind == "E":
            return message.fields()
        if message.kind == "Z":
            return None
        if message.kind != "R":
            continue
        (code,) = struct.unpack_from("!I", message.body)
        if code == 3:
            client.send(wire.message("p", wire.text(password)))
        elif code == 5:
            inner = hashlib.md5(password.encode() + user.encode()).hexdigest()
            outer = hashlib.md5(inner.encode() + message.body[4:8]).hexdigest()
            client.send(wire.message("p", wire.text("md5" + outer)))
        elif code == 10:
            scram = Scram(password)
            first = scram.first()
            client.send(wire.message("p", b"SCRAM-SHA-256\0", struct.pack("!I", len(first)), first))
        elif code == 11:
            client.send(wire.message("p", scram.final(message.body[4:])))
        else:
            assert code in (0, 12), f"an authentication request of kind {code}"


class Scram:
    """RFC 5802 without channel binding."""

    def __init__(self, password):
        self.password = password.encode()

    def first(self):
        self.bare = b"n=,r=" + base64.b64encode(os.urandom(18))
        return b"n,," + self.bare

    def final(self, server_first):
        given = dict(part.split(b"=", 1) for part in server_first.split(b","))
        salted = hashlib.pbkdf2_hmac("sha256", self.password, base64.b64decode(given[b"s"]), int(given[b"i"]))
        without_proof = b"c=biws,r=" + given[b"r"]
        key = hmac.digest(salted, b"Client Key", "sha256")
        said = b",".join([self.bare, server_first, without_proof])
        signature = hmac.digest(hashlib.sha256(key).digest(), said, "sha256")
        proof = bytes(a ^ b for a, b in zip(key, signature))
        return without_proof + b",p=" + base64.b64encode(proof)
