// The bytes of a journal. A mark, then frames: length, checksum of the content, checksum of these two, content. The head has a checksum
// of its own, because a length that cannot be believed would make everything behind it look like a torn tail, and drop it silently.

import { crc32 } from "node:zlib";

/** The format that is written. Another one is never guessed at. */
export const JOURNAL_FORMAT = 1;
const MARK = [0x54, 0x42, 0x4a, JOURNAL_FORMAT] as const;
const HEAD_BYTES = 12;
/** No entry is longer; a length beyond it is damage. */
export const FRAME_BYTES_MAX: number = 1_048_576;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** What a file begins with. */
export const JOURNAL_MARK: Uint8Array = Uint8Array.from(MARK);

/** One text as a frame. */
export function frameOf(text: string): Uint8Array {
  const content = encoder.encode(text);
  const frame = new Uint8Array(HEAD_BYTES + content.length);
  const head = new DataView(frame.buffer);
  head.setUint32(0, content.length);
  head.setUint32(4, crc32(content));
  head.setUint32(8, crc32(frame.subarray(0, 8)));
  frame.set(content, HEAD_BYTES);
  return frame;
}

/** What a file says. `torn` is how many bytes at its end are a write that a crash cut off: nobody was told that it was done. */
export type FramesRead =
  | { readonly kind: "read"; readonly texts: readonly string[]; readonly torn: number }
  | { readonly kind: "other-format"; readonly format: number }
  | { readonly kind: "damaged"; readonly at: number; readonly words: string };

type Frame =
  | { readonly kind: "frame"; readonly text: string; readonly next: number }
  | { readonly kind: "torn" }
  | { readonly kind: "damaged" };

/** Reads a whole file. Never throws, and never gives a text that was not written. */
export function readFrames(bytes: Uint8Array): FramesRead {
  if (bytes.length < MARK.length) return { kind: "damaged", at: 0, words: bytes.length === 0 ? "it is empty" : "it has no beginning" };
  if (MARK.slice(0, 3).some((byte, place) => bytes[place] !== byte)) return { kind: "damaged", at: 0, words: "it does not begin as one" };
  const format = bytes[3] ?? 0;
  if (format !== JOURNAL_FORMAT) return { kind: "other-format", format };
  const texts: string[] = [];
  let at: number = MARK.length;
  while (at < bytes.length) {
    const frame = readFrame(bytes, at);
    if (frame.kind === "torn") return { kind: "read", texts, torn: bytes.length - at };
    if (frame.kind === "damaged") return { kind: "damaged", at, words: `entry ${texts.length} does not match its checksum` };
    texts.push(frame.text);
    at = frame.next;
  }
  return { kind: "read", texts, torn: 0 };
}

function readFrame(bytes: Uint8Array, at: number): Frame {
  // After a power cut a file may be longer than what reached the disk; the rest is zeros. No frame begins or ends with one.
  const rest = bytes.subarray(at);
  if (rest.length < HEAD_BYTES || rest.every((byte) => byte === 0)) return { kind: "torn" };
  const head = new DataView(rest.buffer, rest.byteOffset, HEAD_BYTES);
  const length = head.getUint32(0);
  if (crc32(rest.subarray(0, 8)) !== head.getUint32(8) || length > FRAME_BYTES_MAX) return { kind: "damaged" };
  if (rest.length < HEAD_BYTES + length) return { kind: "torn" };
  const content = rest.subarray(HEAD_BYTES, HEAD_BYTES + length);
  if (crc32(content) !== head.getUint32(4)) {
    const last = rest.length === HEAD_BYTES + length;
    return last && content[length - 1] === 0 ? { kind: "torn" } : { kind: "damaged" };
  }
  try {
    return { kind: "frame", text: decoder.decode(content), next: at + HEAD_BYTES + length };
  } catch {
    return { kind: "damaged" };
  }
}
