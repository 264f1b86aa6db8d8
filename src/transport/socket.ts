// The only file that loads `ws`: a raw WebSocket behind core's Dialer. It reads no message and decides nothing. Plain messages are cut in
// front of the library, which reads everything else; it comes with the first dial, because importing truebook must stay light.

import { type ClientOptions, type RawData, type WebSocket } from "ws";
import { epochMs, monotonicMs } from "#core/brand";
import { TransportError } from "#core/error";
import {
  type Clock,
  type Dialer,
  type DialHandlers,
  type DialRequest,
  type HandshakeRefusal,
  type RawSocket,
  type ReadMoment,
  type Timer,
} from "#core/port";
import { MessageCutter } from "#transport/message-cutter";
import { codeOf, networkError } from "#transport/network-error";
import { proxyAddress } from "#transport/proxy-address";

/** How long ws waits for the answer to our close frame before it destroys the socket. */
const CLOSE_TIMEOUT_MS = 1_000;
/** A message in more pieces than this is an attack or a bug: each piece costs memory beside its bytes. */
const FRAGMENTS_MAX = 4_096;
const BUFFERED_CHUNKS_MAX = 65_536;
const HEADER_CHARS_MAX = 64;
/** After so long in one turn of the event loop the socket rests, so that timers and other sockets have theirs. */
const TURN_MS_MAX = 3;
/** Reads closer to each other than this may be of one turn. */
const SAME_TURN_MS = 1.5;

/** Codes that RFC 6455 has for what our side objects to; other violations are 1002. */
const OWN_CLOSE_CODES: ReadonlyMap<string, number> = new Map([
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
  ["WS_ERR_INVALID_UTF8", 1007],
]);

export interface DialerOptions {
  readonly clock: Clock;
  /** `http://host:port` of a proxy for every socket. Proxies are used only when named here; the environment is never asked. */
  readonly proxy?: string;
}

/**
 * Makes the Dialer of the real world. Certificates are always checked, compression is never offered, redirects are never
 * followed. `handshakeTimeoutMs` covers name lookup to the 101 answer. Before `opened`, and after the end, `send` and `ping` do
 * nothing; `close` and `terminate` may be called at any time. Throws UsageError for a proxy that is no http(s) address.
 */
export function createDialer(options: DialerOptions): Dialer {
  const proxy = proxyAddress(options.proxy);
  return {
    dial: (request, handlers) => {
      const socket = new WsSocket(request, handlers, options.clock);
      socket.begin(proxy);
      return socket;
    },
  };
}

class WsSocket implements RawSocket {
  readonly #request: DialRequest;
  readonly #handlers: DialHandlers;
  readonly #host: string;
  #socket: WebSocket | undefined;
  #opened = false;
  /** We let go: nothing but the end is told any more. */
  #released = false;
  #ended = false;
  readonly #clock: Clock;
  /** Open while reads follow each other so closely that they may be of one turn of the event loop. */
  #turn: Timer | undefined;
  #turnBegan = 0;
  /** Of the read that is being handled; one object for all. */
  readonly #moment: { -readonly [Key in keyof ReadMoment]: ReadMoment[Key] } = {
    time: epochMs(Number.NaN),
    monotonic: monotonicMs(Number.NaN),
  };
  #error: TransportError | undefined;
  #refusal: HandshakeRefusal | undefined;
  #deadline: Timer | undefined;

  constructor(request: DialRequest, handlers: DialHandlers, clock: Clock) {
    this.#request = request;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#host = URL.canParse(request.url) ? new URL(request.url).host : "an unreadable address";
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  begin(proxy: string | undefined): void {
    this.#deadline = this.#clock.after(this.#request.handshakeTimeoutMs, () => {
      const words = `No answer to the handshake from ${this.#host} in ${this.#request.handshakeTimeoutMs} ms; the socket was cut.`;
      this.#error ??= new TransportError("handshake-timeout", words, { phase: "before-send", context: { host: this.#host } });
      this.terminate();
    });
    loadSocketLibrary(proxy).then(
      (library) => this.#open(library),
      (error: unknown) => this.#fail(error),
    );
  }

  send(text: string): void {
    const socket = this.#socket;
    // A failed write is also the socket's error; the callback only keeps it from being thrown.
    if (socket !== undefined && socket.readyState === socket.OPEN) socket.send(text, ignore);
  }

  ping(): void {
    const socket = this.#socket;
    if (socket !== undefined && socket.readyState === socket.OPEN) socket.ping(undefined, undefined, ignore);
  }

  close(code: number, reason: string): void {
    if (!this.#opened) {
      this.terminate();
      return;
    }
    try {
      this.#socket?.close(code, reason);
    } catch {
      // A code or reason that may not be sent: the end matters more than its words.
      this.terminate();
    }
  }

  terminate(): void {
    this.#released = true;
    this.#deadline?.cancel();
    this.#socket?.terminate();
  }

  #open(library: SocketLibrary): void {
    if (this.#released) {
      this.#end(1006, "");
      return;
    }
    // Spelled as a value of a wider type: the published types do not know `closeTimeout` yet.
    const options: ClientOptions & { readonly closeTimeout: number } = {
      headers: { ...this.#request.headers },
      handshakeTimeout: this.#request.handshakeTimeoutMs,
      maxPayload: this.#request.frameBytesMax,
      maxFragments: FRAGMENTS_MAX,
      maxBufferedChunks: BUFFERED_CHUNKS_MAX,
      closeTimeout: CLOSE_TIMEOUT_MS,
      perMessageDeflate: false,
      // The frame reader validates UTF-8 while it reads; doing it twice would cost a third of the hot path.
      skipUTF8Validation: true,
      followRedirects: false,
      autoPong: true,
      // Said aloud, because a variable of the environment can turn the default off.
      rejectUnauthorized: true,
      agent: library.agent,
    };
    try {
      const socket = new library.Client(this.#request.url, options);
      this.#socket = socket;
      this.#listen(socket);
    } catch (error) {
      this.#fail(error);
    }
  }

  #listen(socket: WebSocket): void {
    socket.binaryType = "nodebuffer";
    socket.on("open", () => {
      // ws listens already; before that, a listener here would swallow what came with the handshake.
      if (stream !== undefined) this.#read(stream);
      this.#reading();
      this.#deadline?.cancel();
      this.#opened = true;
      if (!this.#released) this.#handlers.opened();
    });
    let stream: ByteStream | undefined;
    socket.on("upgrade", (response) => {
      stream = response.socket;
    });
    socket.on("message", (message) => this.#message(bytesOf(message)));
    socket.on("pong", () => {
      if (!this.#released && !this.#ended) this.#handlers.pong();
    });
    socket.on("unexpected-response", (_request, response) => {
      const retryAfter = response.headers["retry-after"]?.slice(0, HEADER_CHARS_MAX);
      this.#refusal = { status: response.statusCode ?? 0, retryAfter };
      // Cuts the TCP connection, so that the body (a login page, a novel) is never read.
      this.terminate();
    });
    socket.on("error", (error) => {
      this.#error ??= networkError(error, { host: this.#host, phase: this.#opened ? "after-send" : "before-send" });
      const code = codeOf(error);
      // ws now says goodbye to the peer, which may take its time; for us the stream ended with the broken frame.
      if (code.startsWith("WS_ERR_")) this.#end(OWN_CLOSE_CODES.get(code) ?? 1002, "");
    });
    socket.on("close", (code, reason) => this.#end(code, reason.toString("utf8")));
  }

  /** Reads what comes: plain messages are cut here, and ws hears of everything else what it would have heard. */
  #read(stream: ByteStream): void {
    const [heard, ...others] = stream.listeners("data");
    // Should ws ever listen otherwise, it reads everything itself.
    if (!isListener(heard) || others.length > 0) {
      stream.prependListener("data", () => this.#reading());
      return;
    }
    const cutter = new MessageCutter({
      bytesMax: this.#request.frameBytesMax,
      ahead: (messages, count) => this.#handlers.ahead?.(messages, count),
      message: (bytes) => this.#message(bytes),
      rest: (piece) => heard.call(stream, piece),
    });
    stream.removeListener("data", heard);
    stream.on("data", (piece) => {
      this.#reading();
      cutter.push(piece);
    });
  }

  #message(bytes: Uint8Array): void {
    if (!this.#released && !this.#ended) this.#handlers.message(bytes, this.#moment);
  }

  /** The clocks are asked once a read, not once a message: a read brings hundreds of them, and all came at the same moment. */
  #reading(): void {
    const before = this.#moment.monotonic;
    const now = this.#clock.monotonic();
    this.#moment.time = this.#clock.now();
    this.#moment.monotonic = now;
    if (this.#turn !== undefined) {
      if (now - this.#turnBegan > TURN_MS_MAX) this.#socket?.pause();
    } else if (now - before < SAME_TURN_MS) {
      this.#turnBegan = before;
      // Comes when the loop turns: Node reads up to two megabytes from one socket before it lets anybody else have a turn.
      this.#turn = this.#clock.after(0, () => {
        this.#turn = undefined;
        this.#socket?.resume();
      });
    }
  }

  #fail(error: unknown): void {
    this.#error ??= networkError(error, { host: this.#host, phase: "before-send" });
    this.#end(1006, "");
  }

  #end(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#deadline?.cancel();
    this.#turn?.cancel();
    const refusal = this.#refusal;
    const error = refusal === undefined ? this.#error : undefined;
    this.#handlers.closed({ code, reason, ...(refusal && { refusal }), ...(error && { error }) });
  }
}

/** What is needed of the TCP or TLS stream under a WebSocket. */
interface ByteStream {
  listeners(event: "data"): readonly unknown[];
  on(event: "data", heard: (piece: Buffer) => void): unknown;
  prependListener(event: "data", heard: () => void): unknown;
  removeListener(event: "data", heard: (piece: Buffer) => void): unknown;
}

const isListener = (heard: unknown): heard is (piece: Buffer) => void => typeof heard === "function";

interface SocketLibrary {
  readonly Client: typeof WebSocket;
  readonly agent: ClientOptions["agent"];
}

async function loadSocketLibrary(proxy: string | undefined): Promise<SocketLibrary> {
  const ws = await import("ws");
  if (proxy === undefined) return { Client: ws.WebSocket, agent: undefined };
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  return { Client: ws.WebSocket, agent: new HttpsProxyAgent(proxy) };
}

/** Plain bytes, as the messages are that ws did not read: one kind of object is read faster than two. */
function bytesOf(message: RawData): Uint8Array {
  // Always, as long as binaryType is "nodebuffer".
  if (message instanceof Uint8Array) return new Uint8Array(message.buffer, message.byteOffset, message.length);
  return Array.isArray(message) ? Buffer.concat(message) : new Uint8Array(message);
}

function ignore(): void {
  // Failures are told by the socket's own error and close.
}
