// A book of LMEX as tutorials keep it, over the virtual network: every message is applied, no number is looked at.

import { type Dialer, type RawSocket } from "#core/port";

interface BookMessage {
  readonly topic?: string;
  readonly data?: {
    readonly type: "snapshot" | "delta";
    readonly seqNum: number;
    readonly prevSeqNum: number;
    readonly bids: readonly (readonly [string, string])[];
    readonly asks: readonly (readonly [string, string])[];
  };
}

const URL = "wss://ws.lmex.io/ws/oss/futures";

export class TutorialBook {
  bids = new Map<string, string>();
  asks = new Map<string, string>();
  /** Of the last message that was applied. */
  sequence = 0;
  /** Whether a message did not continue from the one before it. */
  gapped = false;
  /** Messages so far. */
  messages = 0;
  /** Messages whose first bid was not the best bid of the book. */
  misleading = 0;
  readonly #topic: string;
  readonly #socket: RawSocket;

  constructor(dialer: Dialer, symbol: string) {
    this.#topic = `update:${symbol}_0`;
    const decoder = new TextDecoder();
    const limits = { handshakeTimeoutMs: 5_000, frameBytesMax: 1_000_000 };
    this.#socket = dialer.dial(
      { url: URL, headers: {}, ...limits },
      {
        opened: () => this.subscribe(),
        message: (bytes) => this.#apply(JSON.parse(decoder.decode(bytes)) as BookMessage),
        pong: () => undefined,
        closed: () => undefined,
      },
    );
  }

  /** Asks for the book, or anew for its snapshot. */
  subscribe(): void {
    this.#socket.send(JSON.stringify({ op: "subscribe", args: [this.#topic] }));
  }

  close(): void {
    this.#socket.terminate();
  }

  get bestBid(): number {
    return Math.max(...[...this.bids.keys()].map(Number));
  }

  #apply({ data }: BookMessage): void {
    if (data === undefined) return;
    this.messages += 1;
    if (data.type === "snapshot") {
      this.bids.clear();
      this.asks.clear();
    } else if (data.prevSeqNum !== this.sequence) this.gapped = true;
    for (const side of ["bids", "asks"] as const) {
      for (const [price, size] of data[side]) {
        if (Number(size) === 0) this[side].delete(price);
        else this[side].set(price, size);
      }
    }
    this.sequence = data.seqNum;
    const [first] = data.bids;
    if (first !== undefined && Number(first[0]) !== this.bestBid) this.misleading += 1;
  }
}
