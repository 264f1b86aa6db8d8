// The only file that knows `undici`: one HTTP request, sent once. No retries, no redirects, nothing from the environment; a total
// deadline instead of idle timeouts; and an error says whether anything can have reached the venue.

import { type Agent, type buildConnector, type Dispatcher } from "undici";
import { TransportError } from "#core/error";
import { type Clock, type Fetcher, type HttpOutcome, type HttpReply, type HttpRequest, type Timer } from "#core/port";
import { networkError } from "#transport/network-error";
import { proxyAddress } from "#transport/proxy-address";
import { smallReads } from "#transport/small-reads";

const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;

export interface FetcherOptions {
  readonly clock: Clock;
  /** `http://host:port` of a proxy for every request. Proxies are used only when named here; the environment is never asked. */
  readonly proxy?: string;
  /** Sockets kept per host. Default 8. */
  readonly connectionsPerHost?: number;
}

/** A Fetcher with a pool of its own. */
export interface PooledFetcher extends Fetcher {
  /** Ends the pool: what is under way fails, what comes later fails unsent. */
  close(): Promise<void>;
}

/**
 * Makes the Fetcher of the real world. `settled` never runs in the turn of `send` or `cancel`. Redirects are reported as replies,
 * whatever the request says: following one is a decision, and a new request. Throws UsageError for a bad proxy address.
 */
export function createFetcher(options: FetcherOptions): PooledFetcher {
  const proxy = proxyAddress(options.proxy);
  let pool: Promise<Dispatcher> | undefined;
  let closed = false;
  return {
    send: (request, settled) => {
      const exchange = new Exchange(options.clock, request, settled);
      pool ??= openPool(proxy, options.connectionsPerHost ?? 8);
      pool.then(
        (dispatcher) => (closed ? exchange.fail(new Error("closed")) : exchange.begin(dispatcher)),
        (error: unknown) => exchange.fail(error),
      );
      return { cancel: () => exchange.cancel() };
    },
    close: async () => {
      closed = true;
      await (await pool)?.destroy();
    },
  };
}

async function openPool(proxy: string | undefined, connections: number): Promise<Dispatcher> {
  // Said aloud, because a variable of the environment can turn the check of certificates off.
  const tls = { rejectUnauthorized: true, timeout: CONNECT_TIMEOUT_MS };
  const reach = { autoSelectFamily: true, allowH2: false };
  const shared = { connections, pipelining: 1, keepAliveTimeout: KEEP_ALIVE_MS, ...reach };
  if (proxy !== undefined) {
    const { ProxyAgent } = await import("undici");
    return new ProxyAgent({ ...shared, uri: proxy, requestTls: tls, proxyTls: tls });
  }
  const [MadeAgent, makeConnector] = await loadPool();
  const connect = makeConnector({ ...tls, ...reach });
  return new MadeAgent({
    ...shared,
    connect: (wanted, connected) =>
      connect(wanted, (error, socket) => {
        if (error === null) connected(null, smallReads(socket));
        else connected(error, null);
      }),
  });
}

/**
 * Pools are a quarter of undici. What else comes in at its door (fetch, caches, mocks, a second parser) is more memory than a market
 * needs. Should a later version keep them elsewhere, the door it is.
 */
function loadPool(): Promise<readonly [typeof Agent, typeof buildConnector]> {
  return Promise.all([import("undici/lib/dispatcher/agent.js"), import("undici/lib/core/connect.js")]).then(
    (parts) => [parts[0].default, parts[1].default] as const,
    async () => {
      const door = await import("undici");
      return [door.Agent, door.buildConnector] as const;
    },
  );
}

/** One request on its way. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: HttpRequest;
  readonly #host: string;
  readonly #settled: (outcome: HttpOutcome) => void;
  readonly #deadline: Timer;
  #controller: Dispatcher.DispatchController | undefined;
  #phase: "before-send" | "after-send" = "before-send";
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #done = false;

  constructor(clock: Clock, request: HttpRequest, settled: (outcome: HttpOutcome) => void) {
    this.#request = request;
    this.#settled = settled;
    this.#host = URL.canParse(request.url) ? new URL(request.url).host : "an unreadable address";
    this.#deadline = clock.after(request.deadlineMs, () => {
      this.#stop(
        "request-timeout",
        `${this.#host} did not answer in full within ${Math.round(request.deadlineMs)} ms; the request was cut.`,
      );
    });
  }

  begin(dispatcher: Dispatcher): void {
    if (this.#done) return;
    try {
      const url = new URL(this.#request.url);
      const { method, headers, body } = this.#request;
      // Idle timeouts are off: a body at one byte a second would never trip them, and the deadline covers all.
      const options = {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { ...headers },
        headersTimeout: 0,
        bodyTimeout: 0,
      };
      dispatcher.dispatch(body === undefined ? options : { ...options, body }, this);
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.#settle({ kind: "failed", error: networkError(error, { host: this.#host, phase: this.#phase }) });
  }

  cancel(): void {
    this.#stop("request-cancelled", `The request to ${this.#host} was cancelled by its caller.`, "never");
  }

  // ── what undici calls ────────────────────────────────────────────────────────────────────────────────────────────

  /** A socket is connected and the next thing is to write. From here on the venue may have seen the request. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const stopped = this.#done ? undefined : this.#stopped();
    if (stopped !== undefined) this.#settle({ kind: "failed", error: stopped });
    if (this.#done) this.#abort();
    else this.#phase = "after-send";
  }

  /** Why it must not be written after all; what cannot be asked does not leave either. */
  #stopped(): TransportError | undefined {
    try {
      return this.#request.leaving?.();
    } catch (error) {
      return networkError(error, { host: this.#host, phase: "before-send" });
    }
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#headers = flatHeaders(headers);
    if (Number(this.#headers["content-length"] ?? 0) > this.#request.bodyBytesMax) this.#tooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#done) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#request.bodyBytesMax) this.#tooLarge();
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const reply: HttpReply = { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) };
    this.#settle({ kind: "reply", reply });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    this.fail(error);
  }

  // ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #tooLarge(): void {
    this.#stop(
      "body-too-large",
      `The answer of ${this.#host} is larger than ${this.#request.bodyBytesMax} bytes; it was not read.`,
      "never",
    );
  }

  #stop(code: string, message: string, retry: "backoff" | "never" = "backoff"): void {
    if (this.#done) return;
    const error = new TransportError(code, message, { phase: this.#phase, retry: { kind: retry }, context: { host: this.#host } });
    this.#settle({ kind: "failed", error });
    this.#abort();
  }

  #abort(): void {
    this.#controller?.abort(new Error("The exchange is over."));
  }

  #settle(outcome: HttpOutcome): void {
    if (this.#done) return;
    this.#done = true;
    this.#deadline.cancel();
    this.#chunks = [];
    // Out of undici's stack: it would swallow what our caller throws.
    Promise.resolve(outcome).then(this.#settled);
  }
}

function flatHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Readonly<Record<string, string>> {
  const flat: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
