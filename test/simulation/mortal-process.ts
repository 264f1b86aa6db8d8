// A process that can die in the middle of a turn, as kill -9 has it: from that moment none of its timers fires, nothing that it does
// reaches the network, and nothing from the network reaches it. Code that was running runs on to its end without any effect.

import {
  type Clock,
  type Dialer,
  type DialHandlers,
  type DialRequest,
  type Fetcher,
  type HttpOutcome,
  type HttpRequest,
  type RawSocket,
  type Timer,
} from "#core/port";
import { type VirtualNetwork } from "#sim/virtual-network";

/** A request as it leaves the process; the venue ignores the header that carries its number. */
export const FRAME_HEADER = "x-world-frame";

/** What looks on while a process lives. */
export interface ProcessWitness {
  /** The number under which the request is known from now on; called in the turn of the write. */
  written(request: HttpRequest): number;
}

const NO_TIMER: Timer = { cancel: () => undefined };

export class MortalProcess {
  readonly clock: Clock;
  readonly dialer: Dialer;
  readonly fetcher: Fetcher;
  readonly #outer: Clock;
  readonly #network: VirtualNetwork;
  readonly #witness: ProcessWitness;
  readonly #timers = new Set<Timer>();
  readonly #sockets = new Set<RawSocket>();
  /** Asked before a request leaves, and after it left: true kills. */
  fatal: { readonly moment: "before-send" | "after-send"; readonly at: (request: HttpRequest) => boolean } | undefined;
  died: (() => void) | undefined;
  #isAlive = true;

  constructor(clock: Clock, network: VirtualNetwork, witness: ProcessWitness) {
    this.#outer = clock;
    this.#network = network;
    this.#witness = witness;
    this.clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (delayMs, fire) => this.#after(delayMs, fire),
    };
    this.dialer = { dial: (request, handlers) => this.#dial(request, handlers) };
    this.fetcher = { send: (request, settled) => this.#send(request, settled) };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Timers that are set and have not fired: none may be left of one that ended in order. */
  get timers(): number {
    return this.#timers.size;
  }

  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    for (const socket of this.#sockets) socket.terminate();
    this.#sockets.clear();
    this.died?.();
  }

  #after(delayMs: number, fire: () => void): Timer {
    if (!this.#isAlive) return NO_TIMER;
    const timer = this.#outer.after(delayMs, () => {
      this.#timers.delete(own);
      if (this.#isAlive) fire();
    });
    const own: Timer = {
      cancel: () => {
        this.#timers.delete(own);
        timer.cancel();
      },
    };
    this.#timers.add(own);
    return own;
  }

  #dial(request: DialRequest, handlers: DialHandlers): RawSocket {
    const alive =
      <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
      (...args: Args): void => {
        if (this.#isAlive) act(...args);
      };
    if (!this.#isAlive) return DEAD_SOCKET;
    const socket = this.#network.dial(request, {
      opened: alive(() => handlers.opened()),
      message: alive((bytes, read) => handlers.message(bytes, read)),
      pong: alive(() => handlers.pong()),
      closed: (end) => {
        this.#sockets.delete(socket);
        if (this.#isAlive) handlers.closed(end);
      },
    });
    this.#sockets.add(socket);
    return socket;
  }

  #send(request: HttpRequest, settled: (outcome: HttpOutcome) => void): { cancel(): void } {
    const { fatal } = this;
    if (this.#isAlive && fatal?.moment === "before-send" && fatal.at(request)) this.die();
    if (!this.#isAlive) return NO_TIMER;
    const frame = this.#witness.written(request);
    const marked = { ...request, headers: { ...request.headers, [FRAME_HEADER]: String(frame) } };
    const sent = this.#network.send(marked, (outcome) => {
      if (this.#isAlive) settled(outcome);
    });
    if (fatal?.moment === "after-send" && fatal.at(request)) this.die();
    return sent;
  }
}

const DEAD_SOCKET: RawSocket = {
  bufferedBytes: 0,
  send: () => undefined,
  ping: () => undefined,
  close: () => undefined,
  terminate: () => undefined,
};
