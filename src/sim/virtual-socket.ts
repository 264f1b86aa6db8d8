// One socket of the virtual network, both ends of it. What the client may see follows the port's contract to the letter: nothing
// before `opened`, nothing after `closed`.

import { TransportError } from "#core/error";
import { type Clock, type DialHandlers, type DialRequest, type RawSocket, type Timer } from "#core/port";
import { type SimulatedVenue, type SocketVerdict } from "#sim/simulated-venue";
import { type SocketSession } from "#sim/socket-session";

export interface VirtualSocketOptions {
  readonly clock: Clock;
  /** The one-way delay of the next message. */
  delay(): number;
  readonly venue: SimulatedVenue | undefined;
  readonly address: { readonly host: string; readonly path: string };
  readonly peer: string;
  readonly encoder: InstanceType<typeof TextEncoder>;
  readonly request: DialRequest;
  readonly handlers: DialHandlers;
  closed(): void;
}

type ClosedEnd = Parameters<DialHandlers["closed"]>[0];

/** A way through the network that keeps its order. */
class Lane {
  readonly #clock: Clock;
  readonly #delay: () => number;
  #lastArrival = 0;

  constructor(clock: Clock, delay: () => number) {
    this.#clock = clock;
    this.#delay = delay;
  }

  carry(arrive: () => void, extraMs = 0): void {
    const now = this.#clock.monotonic();
    const arrival = Math.max(now + this.#delay() + extraMs, this.#lastArrival);
    this.#lastArrival = arrival;
    this.#clock.after(arrival - now, arrive);
  }
}

export class VirtualSocket implements RawSocket {
  readonly bufferedBytes = 0;
  readonly #options: VirtualSocketOptions;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #handshakeTimer: Timer;
  #state: "connecting" | "open" | "closing" | "cut" | "closed" = "connecting";
  #session: SocketSession | undefined;

  constructor(options: VirtualSocketOptions) {
    this.#options = options;
    this.#up = new Lane(options.clock, () => options.delay());
    this.#down = new Lane(options.clock, () => options.delay());
    this.#handshakeTimer = options.clock.after(options.request.handshakeTimeoutMs, () => this.#giveUpHandshake());
    this.#up.carry(() => this.#handshake());
  }

  send(text: string): void {
    if (this.#state === "open") this.#up.carry(() => this.#session?.received(text));
  }

  ping(): void {
    if (this.#state !== "open") return;
    this.#up.carry(() => {
      if (this.#session?.pinged() === true) this.#down.carry(() => this.#state === "open" && this.#options.handlers.pong());
    });
  }

  close(code: number, reason: string): void {
    if (this.#state === "connecting") {
      this.terminate();
      return;
    }
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#up.carry(() => {
      this.#session?.closedByPeer();
      this.#down.carry(() => this.#closed({ code, reason }));
    });
  }

  terminate(): void {
    if (this.#state === "closed" || this.#state === "cut") return;
    const lingerMs = this.#session?.lingerMs ?? 0;
    // A socket that lingers is the race of two sockets: it still delivers while its successor is open already.
    this.#state = lingerMs > 0 ? "closing" : "cut";
    this.#up.carry(() => this.#session?.closedByPeer());
    this.#options.clock.after(lingerMs, () => this.#closed({ code: 1006, reason: "" }));
  }

  #handshake(): void {
    if (this.#state !== "connecting") return;
    const { venue, address, peer, request } = this.#options;
    if (venue === undefined) {
      this.#fail("unreachable", "No venue of the simulator has that host name.");
      return;
    }
    const verdict = venue.acceptSocket({ ...address, headers: request.headers, peer });
    switch (verdict.kind) {
      case "silent":
        return;
      case "refused":
        this.#down.carry(() => this.#refused(verdict));
        return;
      case "accepted":
        if (verdict.delayMs > 0) this.#options.clock.after(verdict.delayMs, () => this.#accept(verdict));
        else this.#accept(verdict);
    }
  }

  #accept(verdict: Extract<SocketVerdict, { kind: "accepted" }>): void {
    if (this.#state !== "connecting") return;
    this.#down.carry(() => this.#opened());
    this.#session = verdict.open({
      send: (text) => this.#down.carry(() => this.#deliver(text)),
      ping: () => this.#down.carry(() => this.#up.carry(() => this.#session?.ponged())),
      close: (code, reason) => this.#down.carry(() => this.#closed({ code, reason })),
      terminate: () => this.#down.carry(() => this.#closed({ code: 1006, reason: "" })),
    });
  }

  #opened(): void {
    if (this.#state !== "connecting") return;
    this.#handshakeTimer.cancel();
    this.#state = "open";
    this.#options.handlers.opened();
  }

  #deliver(text: string): void {
    if (this.#state !== "open" && this.#state !== "closing") return;
    const bytes = this.#options.encoder.encode(text);
    if (bytes.length > this.#options.request.frameBytesMax) {
      this.#session?.closedByPeer();
      this.#closed({
        code: 1009,
        reason: "",
        error: new TransportError("frame-too-large", "A frame passed the cap.", { phase: "after-send" }),
      });
      return;
    }
    this.#options.handlers.message(bytes);
  }

  #refused(refusal: Extract<SocketVerdict, { kind: "refused" }>): void {
    const error = new TransportError("handshake-refused", `The handshake was answered with HTTP ${refusal.status}.`, {
      phase: "before-send",
    });
    const retryAfter = refusal.headers["retry-after"];
    this.#closed({ code: 1006, reason: "", refusal: { status: refusal.status, retryAfter }, error });
  }

  #giveUpHandshake(): void {
    if (this.#state === "connecting") this.#fail("handshake-timeout", "The handshake was not answered in time.");
  }

  #fail(code: string, message: string): void {
    this.#closed({ code: 1006, reason: "", error: new TransportError(code, message, { phase: "before-send" }) });
  }

  #closed(end: ClosedEnd): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#handshakeTimer.cancel();
    this.#session?.closedByPeer();
    this.#options.closed();
    this.#options.handlers.closed(end);
  }
}
