// WebSocket frames byte by byte, whole and broken, as RFC 6455 has them and as it forbids them. Pure: the server writes what these
// functions make.

import { type ByteStrike } from "#sim/faults/fault-types";

const FIN_TEXT = 0x81;
const FIN_BINARY = 0x82;
const FIN_PING = 0x89;
const RSV1 = 0x40;

/** The head of an unmasked frame of `length` payload bytes. */
export function frameHead(firstByte: number, length: number): Uint8Array {
  if (length < 126) return Uint8Array.of(firstByte, length);
  if (length < 65_536) return Uint8Array.of(firstByte, 126, length >>> 8, length & 0xff);
  const head = new Uint8Array(10);
  const view = new DataView(head.buffer);
  head.set([firstByte, 127]);
  view.setBigUint64(2, BigInt(length));
  return head;
}

/** A whole text frame. */
export function textFrame(text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  return joined(frameHead(FIN_TEXT, payload.length), payload);
}

/** The head of a text frame that announces `length` bytes; the server then sends them in pieces. */
export function hugeFrameHead(length: number): Uint8Array {
  return frameHead(FIN_TEXT, length);
}

/** A frame that breaks a rule which every client must know. */
export function invalidFrame(form: Extract<ByteStrike, { kind: "invalid-frame" }>["form"]): Uint8Array {
  switch (form) {
    case "utf-8":
      return joined(frameHead(FIN_TEXT, 4), Uint8Array.of(0x7b, 0xc3, 0x28, 0x7d));
    case "reserved-opcode":
      return joined(frameHead(0x83, 2), Uint8Array.of(0x7b, 0x7d));
    case "masked":
      return Uint8Array.of(FIN_TEXT, 0x80 | 2, 1, 2, 3, 4, 0x7b ^ 1, 0x7d ^ 2);
    case "long-control":
      return joined(frameHead(FIN_PING, 200), new Uint8Array(200));
  }
}

/** A compressed text frame that unfolds to about `bytes` bytes of one letter. */
export function bombFrame(bytes: number): Uint8Array {
  const payload = deflatedLetters(bytes);
  return joined(frameHead(FIN_TEXT | RSV1, payload.length), payload);
}

/** One letter, repeated: a deflate block with fixed codes, where 13 bits stand for 258 bytes. Ends as permessage-deflate does. */
export function deflatedLetters(bytes: number): Uint8Array {
  const repeats = Math.max(1, Math.floor((bytes - 1) / 258));
  const bits = new BitWriter(Math.ceil((repeats * 13) / 8) + 8);
  bits.low(0b010, 3); // No final block; fixed codes.
  bits.high(0x30 + 0x41, 8); // The letter A.
  for (let at = 0; at < repeats; at += 1) {
    bits.high(0b1100_0101, 8); // Length 258.
    bits.high(0, 5); // Distance 1.
  }
  bits.high(0, 7); // End of the block.
  bits.low(0, 3); // An empty stored block, whose four length bytes permessage-deflate leaves out.
  return bits.bytes();
}

/** A binary frame whose payload is the text packed; the corrupt form is gzip that breaks off and lies about its sum. */
export function packedFrame(text: string, form: Extract<ByteStrike, { kind: "packed-frame" }>["form"]): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const deflated = storedBlock(payload);
  if (form === "raw-deflate") return joined(frameHead(FIN_BINARY, deflated.length), deflated);
  const packed = joined(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), deflated);
  const tail = new Uint8Array(8);
  const view = new DataView(tail.buffer);
  view.setUint32(0, crc32(payload), true);
  view.setUint32(4, payload.length, true);
  const whole = joined(packed, tail);
  const sent = form === "gzip" ? whole : whole.subarray(0, Math.ceil(whole.length / 2));
  return joined(frameHead(FIN_BINARY, sent.length), sent);
}

/** The last and only block of a deflate stream, not compressed. At most 65,535 bytes of the payload. */
function storedBlock(payload: Uint8Array): Uint8Array {
  const stored = payload.subarray(0, 0xffff);
  const head = new Uint8Array(5);
  const view = new DataView(head.buffer);
  head[0] = 1;
  view.setUint16(1, stored.length, true);
  view.setUint16(3, ~stored.length & 0xffff, true);
  return joined(head, stored);
}

/** The checksum that gzip ends with. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ ((sum & 1) * 0xedb88320);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

class BitWriter {
  readonly #target: Uint8Array;
  #bit = 0;

  constructor(capacity: number) {
    this.#target = new Uint8Array(capacity);
  }

  /** Least significant bit first, as deflate writes numbers. */
  low(value: number, count: number): void {
    for (let at = 0; at < count; at += 1) this.#put((value >>> at) & 1);
  }

  /** Most significant bit first, as deflate writes codes. */
  high(value: number, count: number): void {
    for (let at = count - 1; at >= 0; at -= 1) this.#put((value >>> at) & 1);
  }

  bytes(): Uint8Array {
    return this.#target.subarray(0, Math.ceil(this.#bit / 8));
  }

  #put(bit: number): void {
    const at = this.#bit >>> 3;
    this.#target[at] = (this.#target[at] ?? 0) | (bit << (this.#bit & 7));
    this.#bit += 1;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
