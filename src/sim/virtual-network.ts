// The network of a simulated world: the ports that real sockets and requests implement, in virtual time. Every message has a seeded
// latency; each direction of a socket keeps its order, as TCP does. Synchronous callbacks only, so that a world needs no promises.

import { TransportError } from "#core/error";
import {
  type Clock,
  type Dialer,
  type DialHandlers,
  type DialRequest,
  type Fetcher,
  type HttpOutcome,
  type HttpRequest,
  type Random,
  type RawSocket,
} from "#core/port";
import { type RequestVerdict } from "#sim/faults/fault-types";
import { type SimulatedVenue } from "#sim/simulated-venue";
import { VirtualSocket } from "#sim/virtual-socket";

/** What a virtual network carries to. */
export interface NetworkPeer {
  /** The venue that answers for a host name. */
  venueAt(host: string): SimulatedVenue | undefined;
}

/** One-way delays of a network, uniform between two bounds. */
export interface Latency {
  readonly lowMs: number;
  readonly highMs: number;
}

export interface VirtualNetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly exchange: NetworkPeer;
  /** Default 5 to 25 ms. */
  readonly latency?: Latency;
  /** The address that venues see. */
  readonly peer?: string;
}

const USUAL_LATENCY: Latency = { lowMs: 5, highMs: 25 };

/** Where a URL leads: the venue's own address, or the simulator's address of it (`ws://127.0.0.1:7421/HOST/PATH`). */
export interface Destination {
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Reads a URL. Undefined when it is none. */
export function destinationOf(url: string): Destination | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname, searchParams } = new URL(url);
  if (hostname !== "127.0.0.1" && hostname !== "localhost" && hostname !== "[::1]") {
    return { host: hostname, path: pathname, query: searchParams };
  }
  const slash = pathname.indexOf("/", 1);
  const host = slash < 0 ? pathname.slice(1) : pathname.slice(1, slash);
  return { host, path: slash < 0 ? "/" : pathname.slice(slash), query: searchParams };
}

/** Sockets and requests between a client and simulated venues, in virtual time. */
export class VirtualNetwork implements Dialer, Fetcher {
  readonly #options: VirtualNetworkOptions;
  readonly #latency: Latency;
  readonly #random: Random;
  readonly #encoder = new TextEncoder();
  #openSockets = 0;
  #dials = 0;

  constructor(options: VirtualNetworkOptions) {
    this.#options = options;
    this.#latency = options.latency ?? USUAL_LATENCY;
    this.#random = options.random;
  }

  /** Sockets that the client has not seen closed: a leak shows here. */
  get openSockets(): number {
    return this.#openSockets;
  }

  /** Handshakes that were tried. */
  get dials(): number {
    return this.#dials;
  }

  dial(request: DialRequest, handlers: DialHandlers): RawSocket {
    const destination = destinationOf(request.url);
    this.#dials += 1;
    this.#openSockets += 1;
    return new VirtualSocket({
      clock: this.#options.clock,
      delay: () => this.#delay(),
      venue: destination === undefined ? undefined : this.#options.exchange.venueAt(destination.host),
      address: { host: destination?.host ?? "", path: destination?.path ?? "/" },
      peer: this.#options.peer ?? "client",
      encoder: this.#encoder,
      request,
      handlers,
      closed: () => {
        this.#openSockets -= 1;
      },
    });
  }

  send(request: HttpRequest, settled: (outcome: HttpOutcome) => void): { cancel(): void } {
    const { clock } = this.#options;
    let open = true;
    const settle = (outcome: HttpOutcome): void => {
      if (!open) return;
      open = false;
      deadline.cancel();
      settled(outcome);
    };
    const deadline = clock.after(request.deadlineMs, () => settle(failed("deadline", "The request passed its deadline and was given up.")));
    clock.after(this.#delay(), () => open && this.#carry(request, settle));
    return { cancel: () => clock.after(0, () => settle(failed("cancelled", "The request was cancelled."))) };
  }

  #carry(request: HttpRequest, settle: (outcome: HttpOutcome) => void): void {
    const destination = destinationOf(request.url);
    const venue = destination === undefined ? undefined : this.#options.exchange.venueAt(destination.host);
    if (destination === undefined || venue === undefined) {
      settle(failed("unreachable", "No venue of the simulator has that host name.", "before-send"));
      return;
    }
    const { method, body } = request;
    const asked = { method, ...destination, headers: lowerCased(request.headers), body: body ?? "" };
    this.#answer(venue.request(asked, this.#options.peer ?? "client"), request, settle);
  }

  #answer(verdict: RequestVerdict, request: HttpRequest, settle: (outcome: HttpOutcome) => void): void {
    if (verdict.kind === "silent") return;
    const { clock } = this.#options;
    if (verdict.kind === "later") {
      clock.after(verdict.afterMs, () => this.#answer(verdict.verdict(), request, settle));
      return;
    }
    if (verdict.kind === "reset") {
      clock.after(this.#delay(), () => settle(failed("connection-reset", "The connection was reset before the answer was whole.")));
      return;
    }
    const bytes = this.#encoder.encode(verdict.reply.body);
    const pacedMs = verdict.bytesPerSecond === undefined ? 0 : (bytes.length / Math.max(1, verdict.bytesPerSecond)) * 1_000;
    const waitMs = this.#delay() + verdict.delayMs + pacedMs;
    // The deadline comes first: no timer stays for an answer that nobody waits for.
    if (waitMs > request.deadlineMs) return;
    clock.after(waitMs, () => {
      if (bytes.length > request.bodyBytesMax) settle(failed("body-too-large", "The answer passed the cap on bytes and was dropped."));
      else settle({ kind: "reply", reply: { status: verdict.reply.status, headers: verdict.reply.headers, body: bytes } });
    });
  }

  #delay(): number {
    return this.#random.integer(this.#latency.lowMs, this.#latency.highMs);
  }
}

function failed(code: string, message: string, phase: "before-send" | "after-send" = "after-send"): HttpOutcome {
  return { kind: "failed", error: new TransportError(code, message, { phase }) };
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
