"""The connection of one side ends after every byte there is: of what it sends, and of what it gets.
Nothing is lost, nothing comes twice. SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import json
import socket
import struct
from urllib.parse import urlsplit

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from client import WAIT
from tap import run


def wire(device, *frames):
    """A protocol without a socket, and all the bytes of a client that waits for no answer."""
    protocol = ClientProtocol(parse_uri(device.server.url.replace("http", "ws", 1) + "/v1/ws"),
                              max_size=None)
    request = protocol.connect()
    request.headers["Authorization"] = "Bearer " + device.tok
    protocol.send_request(request)
    texts = [Frame(Opcode.TEXT, json.dumps(frame).encode()).serialize(mask=True) for frame in frames]
    return protocol, b"".join(protocol.data_to_send() + texts)


def connect(server):
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), WAIT)


def cut(sock, abruptly):
    """A reset that drops what is under way, or a decent end."""
    if abruptly:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        sock.shutdown(socket.SHUT_WR)
        try:
            while sock.recv(65536):
                pass
        except ConnectionError:
            pass
    sock.close()


async def test_cut_anywhere_while_sending(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await a.close()
    frames = [a.message("first", b)]
    length = len(wire(a, *hello_and(frames[0]))[1])
    for offset in range(1, length + 1):
        frame = a.message(f"{offset:04d}", b)
        sock = connect(s)
        sock.sendall(wire(a, *hello_and(frame))[1][:offset])
        cut(sock, offset % 2)
        frames.append(frame)
    await a.live()
    again = 0
    for frame in frames:
        await a.put(frame)
        answer = await a.answer(frame["id"])
        assert answer["t"] == "ok", answer
        again += "dup" in answer
    assert 0 < again < length / 2, f"{again} of {length} had come"
    while len(b.items) < len(frames):
        await b.next()
    assert sorted(i["id"] for i in b.items) == sorted(frame["id"] for frame in frames)
    assert [i["seq"] for i in b.items] == list(range(1, len(frames) + 1))


def hello_and(frame):
    return {"t": "hello", "proto": 1, "after": 0}, frame, {"t": "hb"}


def frames_in(protocol):
    """The whole frames that have come."""
    for event in protocol.events_received():
        if isinstance(event, Frame) and event.opcode == Opcode.TEXT:
            frames = json.loads(event.data)
            yield from frames if isinstance(frames, list) else [frames]


def read_and_cut(device, wanted, acknowledges, abruptly):
    """Reads so many bytes, or up to `live`, as one who has applied what it has. Gives the new items,
    and whether there was more to read."""
    protocol, out = wire(device, {"t": "hello", "proto": 1, "after": device.applied})
    sock = connect(device.server)
    sock.sendall(out)
    frames = []
    while wanted > 0 and {"t": "live"} not in frames:
        data = sock.recv(wanted)
        assert data, "the server hung up"
        wanted -= len(data)
        protocol.receive_data(data)
        frames += frames_in(protocol)
    new = [frame for frame in frames if "seq" in frame]
    for item in new:
        assert item["seq"] == device.applied + 1, f"{item} after {device.applied}"
        device.applied += 1
    if new and acknowledges:
        ack = json.dumps({"t": "ack", "seq": device.applied}).encode()
        sock.sendall(Frame(Opcode.TEXT, ack).serialize(mask=True))
    cut(sock, abruptly)
    return new, wanted == 0


async def test_cut_anywhere_while_receiving(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    sent, got, offset, more = [], [], 0, True
    while more:
        if len(sent) == len(got):
            answer = await a.send(f"{len(sent)}", b)
            sent.append(answer["id"])
        offset += 1
        new, more = await asyncio.to_thread(read_and_cut, b, offset, offset % 3, offset % 2)
        got += [item["id"] for item in new]
    assert offset > 400 and len(got) > 10, (offset, len(got))
    await b.live()
    got += [item["id"] for item in b.items]
    assert got == sent
    await b.quiet("msg")


run(globals())
