// Cuts whole text messages out of the bytes of a WebSocket, which is nearly all that a market sends; `ws` makes six objects of each.
// Everything else goes to `ws` as it came: pings, pongs, what a read ended in the middle of. With the first frame that is neither plain
// text nor a ping or pong the rest of the stream is `ws`'s for good, so that only one of the two ever judges what the protocol allows.
//
// Nothing is held back beyond the read that brought it: each byte was either part of a message or is given on in its turn. So `ws` stands between the same two frames as
// we do, and whatever reaches it past us is read rightly.

const FINAL_TEXT = 0x81;
const PING = 0x89;
const PONG = 0x8a;
/** Second bytes: up to 125 they are the length; these say that two or eight bytes of it follow. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const SHORT_HEAD = 2;
const MIDDLE_HEAD = 4;
const LONG_HEAD = 10;
/** No message is so long. */
const LEFT_TO_WS = Number.POSITIVE_INFINITY;
/** Messages that are announced together: so few that what they need fits the processor's own memory. */
const TOGETHER_MAX = 64;
const NOTHING = new Uint8Array(0);

export interface MessageCutterOptions {
  /** Longer messages are left to `ws`, which refuses them. */
  readonly bytesMax: number;
  /** The first `count` are the next messages, in their order; nothing is kept of the list. See `DialHandlers.ahead`. */
  readonly ahead: (messages: readonly Uint8Array[], count: number) => void;
  /** A whole message. The bytes are a part of the piece that was read. */
  readonly message: (bytes: Uint8Array) => void;
  /** What `ws` has to read. */
  readonly rest: (piece: Buffer) => void;
}

/** One stream of bytes from a server. */
export class MessageCutter {
  readonly #options: MessageCutterOptions;
  /** The head of a frame that a read ended in; given on already. */
  #head: number[] = [];
  /** Messages that were cut in this turn and not told yet, and how many. */
  readonly #cut: Uint8Array[] = [];
  #count = 0;
  /** Bytes of a frame that `ws` is reading and that were not read from the network yet. */
  #left = 0;
  #handedOver = false;

  constructor(options: MessageCutterOptions) {
    this.#options = options;
  }

  /** Takes the next bytes, as they were read. */
  push(piece: Buffer): void {
    const { bytesMax } = this.#options;
    const { buffer, byteOffset, length } = piece;
    let at = this.#left > 0 || this.#head.length > 0 ? this.#giveOn(piece, 0) : 0;
    while (at < length) {
      let size = LEFT_TO_WS;
      let start = at + SHORT_HEAD;
      if (!this.#handedOver && at + MIDDLE_HEAD <= length && piece[at] === FINAL_TEXT) {
        size = piece[at + 1] as number;
        if (size === LENGTH_16) {
          size = ((piece[at + 2] as number) << 8) | (piece[at + 3] as number);
          start = at + MIDDLE_HEAD;
        } else if (size > LENGTH_16) size = LEFT_TO_WS;
      }
      if (size <= bytesMax && start + size <= length) {
        this.#cut[this.#count] = new Uint8Array(buffer, byteOffset + start, size);
        this.#count += 1;
        at = start + size;
        if (this.#count === TOGETHER_MAX) this.#tell();
      } else {
        this.#tell();
        at = this.#giveOn(piece, at);
      }
    }
    this.#tell();
  }

  #tell(): void {
    const { ahead, message } = this.#options;
    const cut = this.#cut;
    const count = this.#count;
    this.#count = 0;
    if (count > 1) ahead(cut, count);
    for (let at = 0; at < count; at += 1) {
      const bytes = cut[at] as Uint8Array;
      // What was read is not held longer than this turn.
      cut[at] = NOTHING;
      message(bytes);
    }
  }

  /** Gives on what is left of a frame, or else the next one. Returns where the one after it begins, at most the end. */
  #giveOn(piece: Buffer, from: number): number {
    let at = from;
    for (let inHead = this.#left === 0 && !this.#handedOver; inHead && at < piece.length; at += 1) {
      this.#head.push(piece[at] as number);
      inHead = this.#head.length < headLength(this.#head);
      if (!inHead) this.#begin(this.#head);
    }
    const stop = this.#handedOver ? piece.length : Math.min(piece.length, at + this.#left);
    if (!this.#handedOver) this.#left -= stop - at;
    this.#options.rest(piece.subarray(from, stop));
    return stop;
  }

  #begin(head: readonly number[]): void {
    const [first = 0, second = 0, ...length] = head;
    const size = second < LENGTH_16 ? second : length.reduce((sum, byte) => sum * 256 + byte, 0);
    const plain = first === FINAL_TEXT ? size <= this.#options.bytesMax : (first === PING || first === PONG) && second < LENGTH_16;
    // Masked frames have a second byte of 128 and more.
    if (plain && second <= LENGTH_64) this.#left = size;
    else this.#handedOver = true;
    this.#head = [];
  }
}

/** How long a frame's head is, as far as its beginning tells. */
function headLength([, second]: readonly number[]): number {
  return second === LENGTH_16 ? MIDDLE_HEAD : second === LENGTH_64 ? LONG_HEAD : SHORT_HEAD;
}
