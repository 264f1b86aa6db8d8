// Frames built before anything is measured: one block of bytes as they go over the wire, so that sending them costs the source next to
// nothing. Numbers that count up can be set anew in place, which makes an endless stream of a short one.

const SHORT_MAX = 125;
const TEXT_FRAME = 0x81;
const LONG_LENGTH = 126;
const ZERO = 0x30;

/** Messages in order, framed as a server sends them. No message is longer than 65 535 bytes. */
export class FrameTape {
  readonly bytes: Buffer;
  /** Where each frame starts, and at last where the bytes end. */
  readonly starts: Uint32Array;

  /** Takes frames as `framed` makes them. */
  constructor(frames: readonly Buffer[]) {
    this.bytes = Buffer.concat(frames);
    this.starts = new Uint32Array(frames.length + 1);
    let at = 0;
    frames.forEach((frame, index) => {
      at += frame.length;
      this.starts[index + 1] = at;
    });
  }

  get length(): number {
    return this.starts.length - 1;
  }

  /** The frames from one index up to another, as one piece of the tape. */
  slice(from: number, to: number): Buffer {
    return this.bytes.subarray(this.starts[from] as number, this.starts[to] as number);
  }

  /** Where the digits of a number stand in each frame. Throws RangeError when a frame does not have it. */
  digitsOf(key: string): { readonly at: Uint32Array; readonly width: number } {
    const needle = `"${key}":`;
    let width = 0;
    const at = Uint32Array.from({ length: this.length }, (_, index) => {
      const start = this.starts[index] as number;
      const found = this.bytes.indexOf(needle, start);
      if (found < 0 || found >= (this.starts[index + 1] as number)) throw new RangeError(`Frame ${index} has no ${key}.`);
      const first = found + needle.length;
      while (((this.bytes[first + width] as number) ^ ZERO) <= 9) width += 1;
      return first;
    });
    return { at, width };
  }

  /** Writes a number with all its places. */
  write(at: number, width: number, value: number): void {
    let rest = value;
    for (let place = at + width - 1; place >= at; place -= 1) {
      const tenth = Math.floor(rest / 10);
      this.bytes[place] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
  }
}

/** One text as an unmasked WebSocket frame. */
export function framed(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length <= SHORT_MAX ? Buffer.from([TEXT_FRAME, length]) : Buffer.from([TEXT_FRAME, LONG_LENGTH, length >> 8, length & 0xff]);
  return Buffer.concat([head, Buffer.from(text)]);
}
