// The only tests of this room with real sockets on the socket side: small servers on 127.0.0.1, each ended by its own test.

import { createHash } from "node:crypto";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import { systemClock } from "#clock/system-clock";
import { monotonicMs } from "#core/brand";
import { type Clock, type DialHandlers, type RawSocket, type Timer } from "#core/port";
import { createDialer } from "#transport/socket";

type End = Parameters<DialHandlers["closed"]>[0];

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A TCP server that counts who is connected. */
async function listen(server: Server): Promise<{ port: number; open: () => number }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, open: () => sockets.size };
}

async function webSocketServer(onClient: (client: import("ws").WebSocket) => void) {
  const http = createHttpServer();
  const wss = new WebSocketServer({ server: http, perMessageDeflate: true });
  wss.on("connection", (client) => {
    client.on("error", () => {});
    onClient(client);
  });
  return listen(http);
}

/** Answers the handshake by hand and then writes raw bytes. */
async function rawServer(bytes: Uint8Array) {
  const server = createServer((socket) => {
    socket.once("data", (head) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(head.toString())?.[1] ?? "";
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.write(bytes);
    });
  });
  return listen(server);
}

interface Dialled {
  readonly socket: RawSocket;
  readonly log: string[];
  readonly opened: Promise<void>;
  readonly closed: Promise<End>;
}

function dial(
  url: string,
  options: { handshakeTimeoutMs?: number; frameBytesMax?: number; onMessage?: (bytes: Uint8Array) => void; proxy?: string } = {},
): Dialled {
  const log: string[] = [];
  let markOpened: () => void = () => {};
  let markClosed: (end: End) => void = () => {};
  const opened = new Promise<void>((resolve) => {
    markOpened = resolve;
  });
  const closed = new Promise<End>((resolve) => {
    markClosed = resolve;
  });
  const dialer = createDialer({ clock: systemClock, ...(options.proxy !== undefined && { proxy: options.proxy }) });
  const socket = dialer.dial(
    {
      url,
      headers: { "user-agent": "truebook-test" },
      handshakeTimeoutMs: options.handshakeTimeoutMs ?? 2_000,
      frameBytesMax: options.frameBytesMax ?? 65_536,
    },
    {
      opened: () => {
        log.push("opened");
        markOpened();
      },
      message: (bytes) => {
        log.push(`message ${new TextDecoder().decode(bytes).slice(0, 40)}`);
        options.onMessage?.(bytes);
      },
      pong: () => log.push("pong"),
      closed: (end) => {
        log.push(`closed ${end.code}`);
        markClosed(end);
      },
    },
  );
  return { socket, log, opened, closed };
}

/** Real sockets need a moment of real time; no test waits longer than for the event itself. */
async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { timeout: 2_000, interval: 2 });
}

/** Repeats until it is cancelled. */
function every(ms: number, act: () => void): Timer {
  let timer = systemClock.after(ms, function again() {
    act();
    timer = systemClock.after(ms, again);
  });
  return { cancel: () => timer.cancel() };
}

test("A socket opens, exchanges texts and pings, and ends with the peer's own code, leaving nothing open", async () => {
  const server = await webSocketServer((client) => {
    client.on("message", (message) => {
      client.send(`echo ${message}`);
      client.send(`extensions ${client.extensions}.`);
    });
    client.on("ping", () => systemClock.after(20, () => client.close(1012, "restarting")));
  });
  const { socket, log, opened, closed } = dial(`ws://127.0.0.1:${server.port}`);
  await opened;
  socket.send("hello");
  await until(() => log.length === 3);
  socket.ping();
  expect(await closed).toEqual({ code: 1012, reason: "restarting" });
  expect(log).toEqual(["opened", "message echo hello", "message extensions .", "pong", "closed 1012"]);
  await until(() => server.open() === 0);
});

test("Calls before the library is loaded are safe: sends do nothing, and a terminated dial never reaches the network", async () => {
  let connections = 0;
  const server = await webSocketServer(() => {
    connections += 1;
  });
  const { socket, log, closed } = dial(`ws://127.0.0.1:${server.port}`);
  socket.send("too early");
  socket.ping();
  expect(socket.bufferedBytes).toBe(0);
  socket.terminate();
  expect(log).toEqual([]);
  expect((await closed).code).toBe(1006);
  expect(connections).toBe(0);
});

test("A polite close before opening ends the dial as well", async () => {
  const server = await webSocketServer(() => {});
  const { socket, closed } = dial(`ws://127.0.0.1:${server.port}`);
  socket.close(1000, "");
  expect((await closed).code).toBe(1006);
});

test("Terminating cuts the TCP connection at once, and nothing is told afterwards but the end", async () => {
  const server = await webSocketServer((client) => {
    const timer = every(1, () => client.send("tick"));
    client.on("close", () => timer.cancel());
  });
  const { socket, log, opened, closed } = dial(`ws://127.0.0.1:${server.port}`);
  await opened;
  await until(() => log.length > 3);
  const before = log.length;
  socket.terminate();
  await closed;
  expect(log.slice(before)).toEqual(["closed 1006"]);
  await until(() => server.open() === 0);
});

test("A refused handshake tells status and Retry-After, and its body is not read", async () => {
  const answer = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 100000000\r\n\r\n<html>";
  const server = await listen(createServer((socket) => socket.once("data", () => socket.write(answer))));
  const { log, closed } = dial(`ws://127.0.0.1:${server.port}`);
  expect(await closed).toEqual({ code: 1006, reason: "", refusal: { status: 429, retryAfter: "30" } });
  expect(log).toEqual(["closed 1006"]);
  await until(() => server.open() === 0);
});

test.each([
  ["a login page", 200, ""],
  ["a redirect", 302, "Location: ws://127.0.0.1:1/elsewhere\r\n"],
])("%s instead of the upgrade is a refusal and is not followed", async (_name, status, header) => {
  const server = await listen(
    createServer((socket) => {
      socket.once("data", () => socket.write(`HTTP/1.1 ${status} X\r\n${header}Content-Length: 6\r\n\r\n<html>`));
    }),
  );
  const { closed } = dial(`ws://127.0.0.1:${server.port}`);
  expect((await closed).refusal?.status).toBe(status);
  await until(() => server.open() === 0);
});

test("A handshake that drips one byte at a time is cut at its total deadline", async () => {
  const server = await listen(
    createServer((socket) => {
      const timer = every(20, () => socket.write("H"));
      socket.on("close", () => timer.cancel());
      socket.write("HTTP/1.1 101 Switching Protocols\r\nX-Slow: ");
    }),
  );
  const { log, closed } = dial(`ws://127.0.0.1:${server.port}`, { handshakeTimeoutMs: 120 });
  const end = await closed;
  expect(end.error?.code).toBe("handshake-timeout");
  expect(end.error?.phase).toBe("before-send");
  expect(log).toEqual(["closed 1006"]);
  await until(() => server.open() === 0);
});

test("A port where nobody listens is a named failure before anything was sent", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { closed } = dial(`ws://127.0.0.1:${port}`);
  expect((await closed).error).toMatchObject({ code: "connect-refused", phase: "before-send" });
});

test("An address that is none ends as a failure, not as an exception", async () => {
  const { closed } = dial("not an address");
  expect((await closed).code).toBe(1006);
});

test("A frame above the cap ends the socket with 1009 without being delivered", async () => {
  let peerCode = 0;
  const server = await webSocketServer((client) => {
    client.on("close", (code) => {
      peerCode = code;
    });
    client.send("x".repeat(70_000));
  });
  const { log, closed } = dial(`ws://127.0.0.1:${server.port}`);
  const end = await closed;
  expect(end.code).toBe(1009);
  expect(end.error?.code).toBe("bad-frame");
  expect(log).toEqual(["opened", "closed 1009"]);
  await until(() => server.open() === 0);
  expect(peerCode).toBe(1009);
});

test.each([
  ["a masked frame", [0x81, 0x81, 1, 2, 3, 4, 0x60], 1002],
  ["a reserved opcode", [0x83, 0x01, 0x61], 1002],
  ["a compressed frame that nobody agreed to", [0xc1, 0x01, 0x61], 1002],
  ["a control frame of 126 bytes", [0x89, 0x7e, 0x00, 0x7e], 1002],
  ["a frame that claims 2^53 bytes", [0x81, 0x7f, 0x00, 0x20, 0, 0, 0, 0, 0, 0], 1009],
])("%s fails the socket cleanly and is never delivered", async (_name, bytes, code) => {
  const server = await rawServer(Uint8Array.from(bytes));
  const { socket, log, closed } = dial(`ws://127.0.0.1:${server.port}`);
  expect((await closed).code).toBe(code);
  socket.send("nobody hears this");
  socket.close(1000, "");
  socket.terminate();
  expect(log).toEqual(["opened", `closed ${code}`]);
  await until(() => server.open() === 0);
});

test("Bytes that are not UTF-8 are handed over as they came, for the frame reader to judge", async () => {
  const server = await rawServer(Uint8Array.from([0x81, 0x02, 0xc3, 0x28]));
  const seen: number[][] = [];
  const { socket } = dial(`ws://127.0.0.1:${server.port}`, { onMessage: (bytes) => seen.push([...bytes]) });
  await until(() => seen.length === 1);
  expect(seen).toEqual([[0xc3, 0x28]]);
  socket.terminate();
});

test("A connection that breaks in the middle of a frame ends with 1006 and delivers nothing of it", async () => {
  const server = await listen(
    createServer((socket) => {
      socket.once("data", (head) => {
        const key = /sec-websocket-key: (.*)\r\n/i.exec(head.toString())?.[1] ?? "";
        const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
        socket.write(`HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
        socket.write(Uint8Array.from([0x81, 0x05, 0x61, 0x62]));
        systemClock.after(20, () => socket.resetAndDestroy());
      });
    }),
  );
  const { log, closed } = dial(`ws://127.0.0.1:${server.port}`);
  expect((await closed).code).toBe(1006);
  expect(log).toEqual(["opened", "closed 1006"]);
});

test("A named proxy is used for the socket, and no other", async () => {
  const asked: string[] = [];
  const proxy = createHttpServer();
  proxy.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  });
  const server = await listen(proxy);
  const { closed } = dial("ws://venue.invalid:8443/ws", { proxy: `http://127.0.0.1:${server.port}` });
  const end = await closed;
  expect(end.code).toBe(1006);
  expect(asked).toEqual(["venue.invalid:8443"]);
});

test("A proxy address that cannot be used is refused without being repeated", () => {
  const make = (): unknown => createDialer({ clock: systemClock, proxy: "socks://user:hunter2@proxy" });
  expect(make).toThrow(/http:\/\/host:port/);
  expect(make).not.toThrow(/hunter2/);
});

test("A flood is read with rests in between, and every message of it comes once and in order", async () => {
  const messages = 20_000;
  const { port } = await webSocketServer((client) => {
    for (let at = 0; at < messages; at += 1) client.send(`${at} ${"x".repeat(200)}`);
  });
  // Every look at this clock finds it a millisecond later, as if each read had taken so long.
  let looks = 0;
  let rests = 0;
  const clock: Clock = {
    now: systemClock.now,
    monotonic: () => {
      looks += 1;
      return monotonicMs(looks);
    },
    after: (delayMs, fire) =>
      systemClock.after(delayMs, () => {
        rests += Number(delayMs === 0);
        fire();
      }),
  };
  const heard: number[] = [];
  await new Promise<void>((resolve) => {
    const request = { url: `ws://127.0.0.1:${port}`, headers: {}, handshakeTimeoutMs: 5_000, frameBytesMax: 4_096 };
    const socket = createDialer({ clock }).dial(request, {
      opened: () => undefined,
      message: (bytes) => {
        heard.push(Number.parseInt(Buffer.from(bytes).toString(), 10));
        if (heard.length === messages) socket.terminate();
      },
      pong: () => undefined,
      closed: () => resolve(),
    });
  });
  expect(heard).toEqual(Array.from({ length: messages }, (_, at) => at));
  expect(rests).toBeGreaterThan(1);
});
