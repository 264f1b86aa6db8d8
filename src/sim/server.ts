// The simulated exchange on real sockets: one server for all venues, on loopback only. `ws://127.0.0.1:7421/HOST/PATH` stands for
// `wss://HOST/PATH`, and `http://127.0.0.1:7421/HOST/PATH` for `https://HOST/PATH`; `/_sim/` is the simulator's own.

import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import { type Socket } from "node:net";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { ConfigError } from "#core/error";
import { type ByteStrike, type RequestVerdict } from "#sim/faults/fault-types";
import { answerControl, refused } from "#sim/server/control-routes";
import { strikeStream, trickle } from "#sim/server/socket-bytes";
import { type SimulatedVenue, type SocketVerdict } from "#sim/simulated-venue";
import { type SocketOutput, type SocketSession } from "#sim/socket-session";
import { type SimulatedExchange } from "#sim/world";
import { type DialectReply } from "#venues/dialect";

/** Where clients look for the simulator unless told otherwise. */
export const DEFAULT_PORT = 7421;

const HOST = "127.0.0.1";
/** Names that mean this machine; a page elsewhere that rebinds its name to loopback has another. */
const HOST_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);
const PORTS_TRIED = 50;
const BODY_BYTES_MAX = 65_536;
const MESSAGE_BYTES_MAX = 1_048_576;
/** A client that reads so slowly is cut, as the venue's full buffer would. */
const BUFFERED_BYTES_MAX = 16_777_216;
const QUEUED_TEXTS_MAX = 10_000;

export interface SimulatorServerOptions {
  readonly exchange: SimulatedExchange;
  /** A port that must be free; without it the default one is tried and then the next ones. 0 takes any. */
  readonly port?: number;
}

export interface SimulatorServer {
  readonly url: string;
  readonly port: number;
  readonly exchange: SimulatedExchange;
  /** Ends markets, sockets and the server; nothing stays open. */
  close(): Promise<void>;
}

/** Starts the exchange's markets and serves it. Rejects with ConfigError when a given port is taken. */
export async function startSimulatorServer(options: SimulatorServerOptions): Promise<SimulatorServer> {
  const { exchange } = options;
  const serving = new Serving(exchange);
  const port = await listen(serving.http, options.port);
  exchange.start();
  return { url: `http://${HOST}:${port}`, port, exchange, close: () => serving.close() };
}

async function listen(http: Server, wanted: number | undefined): Promise<number> {
  const first = wanted ?? DEFAULT_PORT;
  const last = wanted === undefined ? first + PORTS_TRIED : first;
  for (let port = first; port <= last; port += 1) {
    const bound = await tryPort(http, port);
    if (bound !== undefined) return bound;
  }
  throw new ConfigError("port-taken", `Port ${first} on ${HOST} is taken; the simulator was not started.`, {
    context: { port: first },
    hint: "Choose another with --port, or end what listens there.",
  });
}

function tryPort(http: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      http.off("listening", listening);
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    };
    const listening = (): void => {
      http.off("error", failed);
      const address = http.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    };
    http.once("error", failed);
    http.once("listening", listening);
    http.listen(port, HOST);
  });
}

interface Address {
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

class Serving {
  readonly http: Server;
  readonly #exchange: SimulatedExchange;
  readonly #sockets: WebSocketServer;
  readonly #connections = new Set<Socket>();

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
    // Our client never offers compression, and venues of this kind use none; pongs are answered by hand, so that they can be withheld.
    this.#sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MESSAGE_BYTES_MAX, autoPong: false });
    this.http = createServer((request, response) => this.#request(request, response));
    this.http.on("upgrade", (request, socket: Socket, head) => this.#upgrade({ request, socket, head }));
    this.http.on("clientError", (_error, socket) => socket.destroy());
    this.http.on("connection", (socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
      socket.on("error", () => socket.destroy());
    });
  }

  close(): Promise<void> {
    this.#exchange.close();
    return new Promise((resolve) => {
      this.#sockets.close();
      this.http.close(() => resolve());
      for (const client of this.#sockets.clients) client.terminate();
      for (const socket of this.#connections) socket.destroy();
    });
  }

  // ── REST ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #request(request: IncomingMessage, response: ServerResponse): void {
    const address = addressOf(request);
    if (!isOurs(request)) {
      send(response, jsonReply(refused(403, "foreign-host", "The simulator answers to loopback names only.")));
      return;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= BODY_BYTES_MAX) chunks.push(chunk);
    });
    request.on("error", () => response.destroy());
    request.on("end", () => {
      if (size > BODY_BYTES_MAX) send(response, jsonReply(refused(413, "body-too-large", `A body has at most ${BODY_BYTES_MAX} bytes.`)));
      else this.#answer({ request, response, address, body: Buffer.concat(chunks).toString("utf8") });
    });
  }

  #answer(asked: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly address: Address;
    readonly body: string;
  }): void {
    const { request, response, address, body } = asked;
    const method = request.method ?? "GET";
    if (address.host === "_sim") {
      // A page of another site may not press our buttons.
      if (method !== "GET" && isCrossSite(request)) {
        send(response, jsonReply(refused(403, "cross-site", "The simulator takes orders from this machine only.")));
        return;
      }
      send(response, jsonReply(answerControl({ method, path: address.path, query: address.query, body }, this.#exchange)));
      return;
    }
    const venue = this.#exchange.venueAt(address.host);
    if (venue === undefined) {
      send(response, jsonReply(this.#unknownHost()));
      return;
    }
    this.#carryOut(venue.request({ method, ...address, headers: headersOf(request), body }, peerOf(request)), request, response);
  }

  #carryOut(verdict: RequestVerdict, request: IncomingMessage, response: ServerResponse): void {
    const { clock } = this.#exchange;
    switch (verdict.kind) {
      case "silent":
        return;
      case "later":
        clock.after(verdict.afterMs, () => this.#carryOut(verdict.verdict(), request, response));
        return;
      case "reset":
        request.socket.resetAndDestroy();
        return;
      case "reply": {
        const { reply, bytesPerSecond } = verdict;
        const answer = (): void => (bytesPerSecond === undefined ? send(response, reply) : this.#drip(response, reply, bytesPerSecond));
        if (verdict.delayMs > 0) clock.after(verdict.delayMs, answer);
        else answer();
      }
    }
  }

  #drip(response: ServerResponse, reply: DialectReply, bytesPerSecond: number): void {
    const bytes = Buffer.from(reply.body);
    response.writeHead(reply.status, { ...reply.headers, "content-length": String(bytes.length) });
    response.flushHeaders();
    trickle(response, bytes, { clock: this.#exchange.clock, bytesPerSecond, done: () => response.end() });
  }

  #unknownHost(): ReturnType<typeof refused> {
    const hosts = this.#exchange.venues.flatMap((venue) => venue.dialect.hosts);
    return refused(404, "unknown-host", `The first part of the path is a venue's host: ${hosts.join(", ")}.`);
  }

  // ── sockets ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #upgrade(asked: { readonly request: IncomingMessage; readonly socket: Socket; readonly head: Buffer }): void {
    const { request, socket } = asked;
    const address = addressOf(request);
    const venue = this.#exchange.venueAt(address.host);
    if (!isOurs(request) || venue === undefined) {
      refuseUpgrade(socket, { status: isOurs(request) ? 404 : 403, headers: {}, body: "" });
      return;
    }
    const verdict = venue.acceptSocket({ ...address, headers: headersOf(request), peer: peerOf(request) });
    switch (verdict.kind) {
      case "silent":
        return;
      case "refused":
        refuseUpgrade(socket, verdict);
        return;
      case "accepted":
        if (verdict.delayMs > 0) this.#exchange.clock.after(verdict.delayMs, () => this.#accept({ ...asked, verdict, venue }));
        else this.#accept({ ...asked, verdict, venue });
    }
  }

  #accept(asked: {
    readonly request: IncomingMessage;
    readonly socket: Socket;
    readonly head: Buffer;
    readonly venue: SimulatedVenue;
    readonly verdict: Extract<SocketVerdict, { kind: "accepted" }>;
  }): void {
    const { request, socket, head, verdict } = asked;
    if (socket.destroyed) return;
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const output = new ClientOutput(client, socket, this.#exchange);
      listenTo(client, verdict.open(output), output);
    });
  }
}

/** Carries a session's words over a real WebSocket. */
class ClientOutput implements SocketOutput {
  readonly #client: WebSocket;
  readonly #stream: Socket;
  readonly #exchange: SimulatedExchange;
  readonly #waiting: string[] = [];
  #busy = false;

  constructor(client: WebSocket, stream: Socket, exchange: SimulatedExchange) {
    this.#client = client;
    this.#stream = stream;
    this.#exchange = exchange;
  }

  send(text: string): void {
    if (this.#client.readyState !== this.#client.OPEN) return;
    if (this.#client.bufferedAmount > BUFFERED_BYTES_MAX || this.#waiting.length >= QUEUED_TEXTS_MAX) {
      this.#client.terminate();
      return;
    }
    if (this.#busy) this.#waiting.push(text);
    else this.#client.send(text);
  }

  /** Never between the bytes of a frame that a fault is still writing. */
  pong(payload: Buffer): void {
    if (this.#client.readyState === this.#client.OPEN && !this.#busy) this.#client.pong(payload);
  }

  ping(): void {
    if (this.#client.readyState === this.#client.OPEN && !this.#busy) this.#client.ping();
  }

  close(code: number, reason: string): void {
    this.#client.close(code, reason);
  }

  terminate(): void {
    this.#client.terminate();
  }

  strikeBytes(strike: ByteStrike): void {
    this.#busy = true;
    const done = (): void => {
      this.#busy = false;
      for (const text of this.#waiting.splice(0)) this.send(text);
    };
    strikeStream(this.#stream, strike, { clock: this.#exchange.clock, done });
  }
}

function listenTo(client: WebSocket, session: SocketSession, output: ClientOutput): void {
  client.on("message", (data: RawData) => session.received(textOf(data)));
  client.on("ping", (payload) => {
    if (session.pinged()) output.pong(payload);
  });
  client.on("pong", () => session.ponged());
  client.on("close", () => session.closedByPeer());
  // What is wrong with a client's frames ends its socket; `close` follows.
  client.on("error", () => client.terminate());
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return data instanceof ArrayBuffer ? Buffer.from(data).toString("utf8") : data.toString("utf8");
}

// ── HTTP ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

function addressOf(request: IncomingMessage): Address {
  const raw = request.url ?? "/";
  const mark = raw.indexOf("?");
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? "" : raw.slice(mark + 1));
  const slash = path.indexOf("/", 1);
  const host = (slash < 0 ? path.slice(1) : path.slice(1, slash)).toLowerCase();
  return { host, path: slash < 0 ? "/" : path.slice(slash), query };
}

function headersOf(request: IncomingMessage): Readonly<Record<string, string>> {
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.push([name, Array.isArray(value) ? value.join(", ") : value]);
  }
  return Object.fromEntries(headers);
}

function peerOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? "";
}

function isOurs(request: IncomingMessage): boolean {
  return HOST_NAMES.has((request.headers.host ?? "").toLowerCase().replace(/:\d+$/, ""));
}

function isCrossSite(request: IncomingMessage): boolean {
  const { origin } = request.headers;
  if (request.headers["sec-fetch-site"] === "cross-site") return true;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || !HOST_NAMES.has(new URL(origin).hostname);
}

function jsonReply(reply: { readonly status: number; readonly body: string }): Omit<DialectReply, "costs"> {
  const headers = { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" };
  return { ...reply, headers };
}

function send(response: ServerResponse, reply: Omit<DialectReply, "costs">): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, { ...reply.headers, "content-length": String(Buffer.byteLength(reply.body)) });
  response.end(reply.body);
}

function refuseUpgrade(
  socket: Socket,
  refusal: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string },
): void {
  const { status, headers, body } = refusal;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
