// Real requests to small servers on 127.0.0.1, each ended by its own test.

import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "#clock/system-clock";
import { TransportError } from "#core/error";
import { type HttpOutcome, type HttpRequest, type Timer } from "#core/port";
import { createFetcher, type PooledFetcher } from "#transport/request";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<{ url: string; open: () => number }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, open: () => sockets.size };
}

const serve = (listener: RequestListener) => listen(createServer(listener));

function pool(proxy?: string): PooledFetcher {
  const fetcher = createFetcher({ clock: systemClock, ...(proxy !== undefined && { proxy }) });
  closers.push(() => fetcher.close());
  return fetcher;
}

function start(fetcher: PooledFetcher, url: string, wish: Partial<HttpRequest> = {}) {
  const settles: HttpOutcome[] = [];
  let mark: (outcome: HttpOutcome) => void = () => {};
  const outcome = new Promise<HttpOutcome>((resolve) => {
    mark = resolve;
  });
  const request: HttpRequest = { method: "GET", url, headers: {}, deadlineMs: 2_000, bodyBytesMax: 1_024, followRedirects: false, ...wish };
  const handle = fetcher.send(request, (settled) => {
    settles.push(settled);
    mark(settled);
  });
  return { handle, outcome, settles };
}

const failure = (outcome: HttpOutcome): { code: string; phase: string } =>
  outcome.kind === "failed"
    ? { code: outcome.error.code, phase: outcome.error.phase }
    : { code: `status ${outcome.reply.status}`, phase: "" };

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

test("A request carries method, query, headers and body, and the reply comes back whole, in a later turn", async () => {
  const server = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      response.setHeader("X-Seen", "yes");
      response.end(`${request.method} ${request.url} ${request.headers["request-nonce"]} ${body}`);
    });
  });
  const { outcome, settles } = start(pool(), `${server.url}/order?symbol=BTC%20PERP`, {
    method: "POST",
    headers: { "request-nonce": "7" },
    body: "{}",
  });
  expect(settles).toEqual([]);
  const settled = await outcome;
  if (settled.kind !== "reply") throw settled.error;
  expect(settled.reply.status).toBe(200);
  expect(settled.reply.headers["x-seen"]).toBe("yes");
  expect(new TextDecoder().decode(settled.reply.body)).toBe("POST /order?symbol=BTC%20PERP 7 {}");
});

test("A redirect is a reply, and its target is never asked", async () => {
  const asked: string[] = [];
  const server = await serve((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(302, { location: "/stolen" }).end();
  });
  const { outcome } = start(pool(), `${server.url}/first`, { followRedirects: true, headers: { "request-sign": "s" } });
  expect(failure(await outcome).code).toBe("status 302");
  expect(asked).toEqual(["/first"]);
});

test("A body that drips byte by byte is cut at the total deadline, after sending", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200);
    const timer = every(15, () => response.write("x"));
    response.on("close", () => timer.cancel());
  });
  const { outcome, settles } = start(pool(), server.url, { deadlineMs: 120 });
  expect(failure(await outcome)).toEqual({ code: "request-timeout", phase: "after-send" });
  await until(() => server.open() === 0);
  expect(settles.length).toBe(1);
});

test("A server that accepts and stays silent is cut at the deadline, after sending", async () => {
  const server = await listen(createTcpServer((socket) => socket.resume()));
  const { outcome } = start(pool(), server.url, { deadlineMs: 100 });
  expect(failure(await outcome)).toEqual({ code: "request-timeout", phase: "after-send" });
  await until(() => server.open() === 0);
});

test("A port where nobody listens fails before sending", async () => {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { outcome } = start(pool(), `http://127.0.0.1:${port}`);
  expect(failure(await outcome)).toEqual({ code: "connect-refused", phase: "before-send" });
});

test("A TLS handshake that fails leaves the request unsent", async () => {
  const server = await serve((_request, response) => response.end("plain"));
  const { outcome } = start(pool(), server.url.replace("http:", "https:"));
  expect(failure(await outcome).phase).toBe("before-send");
});

test("A connection that breaks before the answer fails after sending and is not sent again", async () => {
  let requests = 0;
  const server = await serve((request) => {
    requests += 1;
    request.socket.destroy();
  });
  const { outcome, settles } = start(pool(), server.url);
  expect(failure(await outcome)).toEqual({ code: "connection-lost", phase: "after-send" });
  await new Promise<void>((resolve) => systemClock.after(30, resolve));
  expect(requests).toBe(1);
  expect(settles.length).toBe(1);
});

test.each([
  ["announced", true],
  ["streamed", false],
])("A body above the cap is refused when %s", async (_name, announced) => {
  const server = await serve((_request, response) => {
    if (announced) response.setHeader("content-length", "5000");
    response.write("x".repeat(3_000));
  });
  const { outcome } = start(pool(), server.url);
  expect(failure(await outcome)).toEqual({ code: "body-too-large", phase: "after-send" });
  await until(() => server.open() === 0);
});

test("An answer that is not HTTP is a named failure", async () => {
  const server = await listen(createTcpServer((socket) => socket.once("data", () => socket.end("hello, this is not HTTP\r\n\r\n"))));
  const { outcome } = start(pool(), server.url);
  expect(failure(await outcome)).toEqual({ code: "bad-http", phase: "after-send" });
});

test("An address that is none fails unsent, in a later turn", async () => {
  const { outcome, settles } = start(pool(), "not an address");
  expect(settles).toEqual([]);
  expect(failure(await outcome).phase).toBe("before-send");
});

test("A cancelled request settles once, in a later turn, and lets go of its socket", async () => {
  const server = await serve(() => {});
  const { handle, outcome, settles } = start(pool(), server.url);
  await until(() => server.open() === 1);
  handle.cancel();
  expect(settles).toEqual([]);
  handle.cancel();
  expect(failure(await outcome)).toEqual({ code: "request-cancelled", phase: "after-send" });
  await until(() => server.open() === 0);
  expect(settles.length).toBe(1);
});

test("A request that is cancelled before the library is loaded never reaches the network", async () => {
  let requests = 0;
  const server = await serve((_request, response) => {
    requests += 1;
    response.end();
  });
  const fetcher = pool();
  const { handle, outcome } = start(fetcher, server.url);
  handle.cancel();
  expect(failure(await outcome)).toEqual({ code: "request-cancelled", phase: "before-send" });
  await start(fetcher, server.url).outcome;
  expect(requests).toBe(1);
});

test("A closed pool fails what is under way and refuses what comes later", async () => {
  const server = await serve(() => {});
  const fetcher = pool();
  const running = start(fetcher, server.url);
  await until(() => server.open() === 1);
  await fetcher.close();
  expect(failure(await running.outcome).phase).toBe("after-send");
  expect(failure(await start(fetcher, server.url).outcome).phase).toBe("before-send");
  await until(() => server.open() === 0);
});

test("A named proxy is used for the request, and no other", async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  });
  const server = await listen(proxy);
  const { outcome } = start(pool(server.url), "https://venue.invalid/time");
  expect(failure(await outcome).phase).toBe("before-send");
  expect(asked).toEqual(["venue.invalid:443"]);
});

test("A proxy that only the environment names is not used", async () => {
  const server = await serve((_request, response) => response.end("direct"));
  const before = process.env["http_proxy"];
  process.env["http_proxy"] = "http://127.0.0.1:1";
  const settled = await start(pool(), server.url).outcome;
  if (before === undefined) delete process.env["http_proxy"];
  else process.env["http_proxy"] = before;
  expect(settled.kind).toBe("reply");
});

test("A request that must not leave any more once its connection stands writes no byte, and says that it never left", async () => {
  let seen = "";
  const server = await listen(
    createTcpServer((socket) => {
      socket.on("data", (chunk) => {
        seen += chunk.toString("latin1");
      });
    }),
  );
  const error = new TransportError("order-refused", "Killed.", { phase: "before-send", retry: { kind: "never" } });
  const fetcher = pool();
  const stopped = start(fetcher, server.url, { leaving: () => error });
  expect(failure(await stopped.outcome)).toEqual({ code: "order-refused", phase: "before-send" });
  const broken = start(fetcher, server.url, {
    leaving: () => {
      throw new Error("a rule broke");
    },
  });
  expect(failure(await broken.outcome)).toMatchObject({ phase: "before-send" });
  start(fetcher, `${server.url}/allowed`, { leaving: () => undefined });
  await until(() => seen.endsWith("\r\n\r\n"));
  expect(seen.match(/GET \S+/g)).toEqual(["GET /allowed"]);
  expect([stopped.settles, broken.settles].map(({ length }) => length)).toEqual([1, 1]);
});
