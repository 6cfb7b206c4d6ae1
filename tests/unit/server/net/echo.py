"""What clients that are not ours need to talk to echo-server, and how their tests run.
SPDX-License-Identifier: GPL-3.0-or-later"""
import base64, http.client, json, os, resource, select, signal, socket, ssl, struct, subprocess, sys, tempfile, time, traceback

import websockets

PROGRAM, PROXY = sys.argv[1:3]
TIMEOUT = 20
# Memory is measured below; freed blocks that ASan keeps would count.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1")


class Server:
    """One echo-server for one test; `port` and `path` say where it listens."""

    def __init__(self, *arguments, tls=False, address="127.0.0.1:0", files=None):
        arguments = ["--address", address, *arguments]
        if tls:
            arguments += ["--certificate", CERT, "--key", KEY]
        self.tls = tls
        self.process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        if files:
            resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (files, files))
        line = self.process.stdout.readline().split()
        assert line[:1] == ["ready"], line
        self.address = line[1]
        self.port = int(self.address.rsplit(":", 1)[1]) if ":" in self.address and not self.address.startswith("unix:") else 0

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        if kind is None:
            assert status == 0, f"server exited with {status}"

    def connect(self, rcvbuf=0):
        sock = socket.socket(socket.AF_UNIX if self.address.startswith("unix:") else socket.AF_INET)
        if rcvbuf:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        sock.settimeout(TIMEOUT)
        sock.connect(self.address[5:] if self.address.startswith("unix:") else ("127.0.0.1", self.port))
        return context().wrap_socket(sock, server_hostname="localhost") if self.tls else sock

    def upgrade(self, path="/v1/ws", extra=b"", rcvbuf=0):
        sock = self.connect(rcvbuf)
        sock.sendall(handshake(path) + extra)
        head = read_until(sock, b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        return sock, head.split(b"\r\n\r\n", 1)[1]

    def request(self, method, path, body=None, headers={}):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        client.request(method, path, body, headers)
        reply = client.getresponse()
        return reply.status, reply.read(), dict(reply.getheaders())

    def stats(self):
        return json.loads(self.request("GET", "/stats")[1])

    def wait(self, condition, what):
        limit = time.monotonic() + TIMEOUT
        last = None
        while time.monotonic() < limit:
            try:
                if condition(last := self.stats()):
                    return last
            except ConnectionError:
                pass  # turned away for the moment
            select.select([], [], [], 0.05)
        raise AssertionError(f"{what}: {last}")


def context():
    made = ssl.create_default_context(cafile=CERT)
    made.check_hostname = False
    return made


def handshake(path="/v1/ws", extra=""):
    key = base64.b64encode(os.urandom(16)).decode()
    return (f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{extra}\r\n").encode()


def frame(first, payload=b"", mask=b"\x01\x02\x03\x04"):
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    if mask == b"\0\0\0\0":
        return head + mask + payload
    return head + mask + bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))


def read_until(sock, end):
    data = b""
    while end not in data:
        part = sock.recv(65536)
        if not part:
            break
        data += part
    return data


def read_all(sock):
    data = b""
    try:
        while part := sock.recv(65536):
            data += part
    except ConnectionResetError:
        data += b"<reset>"
    return data


def read_exactly(sock, size):
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        assert part, f"end after {data!r}"
        data += part
    return data


def uri(server, path="/v1/ws"):
    return f"{'wss' if server.tls else 'ws'}://localhost:{server.port}{path}"


def client(server, path="/v1/ws", **more):
    if server.tls:
        more["ssl"] = context()
    return websockets.connect(uri(server, path), host="127.0.0.1", max_size=None, close_timeout=5, **more)


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def run(tests):
    """Prints TAP; the names of some may stand behind the two programs."""
    global CERT, KEY
    tests = [(name[5:], test) for name, test in tests.items() if name.startswith("test_")]
    wanted = sys.argv[3:]
    tests = [(name, test) for name, test in tests if not wanted or name in wanted]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        CERT, KEY = f"{folder}/cert.pem", f"{folder}/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", KEY, "-out", CERT],
                       check=True, capture_output=True)
        print(f"1..{len(tests)}")
        for number, (name, test) in enumerate(tests, 1):
            try:
                start = time.monotonic()
                test()
                print(f"ok {number} - {name}", flush=True)
                print(f"# {name} took {time.monotonic() - start:.2f} s")
            except Exception:
                failed += 1
                print("\n".join("# " + line for line in traceback.format_exc().splitlines()))
                print(f"not ok {number} - {name}", flush=True)
    sys.exit(failed > 0)
