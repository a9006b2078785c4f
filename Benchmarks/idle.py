"""What a connection costs that does nothing: resident memory of Phony with many idle sessions, a policy loaded.

    python Benchmarks/idle.py [--connections 10000] [--tls] [--phony FILE]

The server is a script that lets everybody in and answers one query; what Phony asks for itself a real PostgreSQL has
answered once. Each session has run a query before it rests. With --tls the clients speak TLS to Phony.
"""
import argparse
import asyncio
import multiprocessing
import pathlib
import resource
import shutil
import signal
import ssl
import struct
import subprocess
import sys

import peers as world
import throwaway

READY = b"Z\0\0\0\5I"
GREETING = b"R\0\0\0\x08\0\0\0\0" + b"".join(
    b"S" + struct.pack("!I", len(body) + 4) + body
    for body in (b"client_encoding\0UTF8\0", b"standard_conforming_strings\0on\0", b"server_version\x0015.0\0")
) + b"K\0\0\0\x0c\0\0\0\1\0\0\0\1" + READY
ANSWER = b"T\0\0\0\x1c\0\1one\0" + struct.pack("!IhIhih", 0, 0, 23, 4, -1, 0) + b"D\0\0\0\x0b\0\1\0\0\0\x011" + \
    b"C\0\0\0\rSELECT 1\0" + READY
STARTUP = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"


def framed(body):
    return struct.pack("!I", len(body) + 4) + body


def query(sql):
    return b"Q" + framed(sql + b"\0")


class ScriptedServer:
    """Greets, answers every query alike, and hands the gateway's own questions to the real server the first time."""

    def __init__(self, real_port, port):
        self.real_port, self.port, self.answers = real_port, port, {}

    async def start(self):
        await asyncio.start_server(self.serve, "127.0.0.1", self.port, backlog=4096)

    async def serve(self, reader, writer):
        try:
            await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)
            writer.write(GREETING)
            own = b""
            while True:
                head = await reader.readexactly(5)
                message = head + await reader.readexactly(int.from_bytes(head[1:]) - 4)
                if own or b"phony_catalogue" in message:
                    own += message
                    if message[:1] == b"S":
                        writer.write(await self.ask(own))
                        own = b""
                elif message[:1] == b"Q":
                    writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def ask(self, question):
        if question not in self.answers:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.real_port)
            writer.write(framed(STARTUP))
            await until_ready(reader)
            writer.write(question)
            self.answers[question] = await until_ready(reader)
            writer.close()
        return self.answers[question]


async def until_ready(reader):
    data = b""
    while not data.endswith(READY):
        part = await reader.read(1 << 20)
        if not part:
            raise throwaway.Failed("the server hung up")
        data += part
    return data


async def clients(port, count, context, measure):
    """Opens sessions, sixteen at a time, and lets them rest while the memory is read."""
    open_now = []
    gate = asyncio.Semaphore(16)

    async def one():
        async with gate:
            direct = {"ssl": context, "server_hostname": "localhost"} if context else {}
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2048, **direct)
            writer.write(framed(STARTUP))
            await until_ready(reader)
            writer.write(query(b"SELECT 1 AS one"))
            await until_ready(reader)
            open_now.append(writer)

    done = 0
    while done < count:
        step = min(1000, count - done)
        await asyncio.gather(*(one() for _ in range(step)))
        done += step
    await asyncio.sleep(2)
    measure()
    for writer in open_now:
        writer.transport.abort()


def resident(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])


def certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "server.key",
         "-out", folder / "server.crt"], check=True, capture_output=True)
    return f"{{mode: prefer, certificate: {folder}/server.crt, key: {folder}/server.key}}"


def serve_script(real_port, port):
    """In a process of its own: a process may not have descriptors enough for both ends."""
    async def serve():
        await ScriptedServer(real_port, port).start()
        await asyncio.Event().wait()

    asyncio.run(serve())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--phony", type=pathlib.Path, default=throwaway.BINARY, metavar="FILE")
    chosen = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    possible = (hard - 100) // 2
    if chosen.connections > possible:
        print(f"idle: a process may have {hard} descriptors here, enough for {possible} sessions", file=sys.stderr)
        chosen.connections = possible
    with world.server(chosen.phony, rows=1000) as cluster:
        script_port = throwaway.free_port()
        multiprocessing.Process(target=serve_script, args=(cluster.port, script_port), daemon=True).start()
        text = world.CONFIG.format(port=script_port).replace(
            "    policy: main\n", f"    policy: main\n    limits: {{clients: {2 * chosen.connections}}}\n", 1)
        context = None
        if chosen.tls:
            text = text.replace("{mode: disable}", certificate(world.FOLDER))
            context = ssl.create_default_context(cafile=world.FOLDER / "server.crt")
            context.set_alpn_protocols(["postgresql"])
        (world.FOLDER / "phony.yaml").write_text(text)
        gateway = throwaway.Gateway(world.FOLDER / "phony.yaml", world.FOLDER / "phony.log", binary=chosen.phony)
        port = gateway.address("app")[1]
        try:
            asyncio.run(clients(port, 50, context, lambda: None))  # what is made once is made
            before = resident(gateway.process.pid)
            after = []
            asyncio.run(clients(port, chosen.connections, context, lambda: after.append(resident(gateway.process.pid))))
            each = (after[0] - before) / chosen.connections
            kind = "TLS, direct" if chosen.tls else "no TLS"
            print(f"{chosen.connections} idle connections, {kind}: {before} KiB before, {after[0]} KiB with them, "
                  f"{each:.1f} KiB each")
        finally:
            throwaway.stop(gateway.process, (signal.SIGTERM, signal.SIGKILL), 5)
            shutil.rmtree(world.FOLDER, ignore_errors=True)


if __name__ == "__main__":
    try:
        main()
    except throwaway.Failed as failure:
        sys.exit(f"idle: {failure}")
