// The faults of a socket that need its bytes. What the venue says meanwhile waits behind them.

import { type Clock } from "#core/port";
import { type ByteStrike } from "#sim/faults/fault-types";
import { bombFrame, hugeFrameHead, invalidFrame, packedFrame, textFrame } from "#sim/server/raw-frames";

/** The stream under a WebSocket, as far as a fault needs it. */
export interface ByteStream {
  readonly destroyed: boolean;
  write(bytes: Uint8Array): boolean;
  once(event: "drain", listener: () => void): unknown;
  /** Ends the connection with a TCP reset. */
  resetAndDestroy(): unknown;
}

/** A reset waits so long for the first half of its frame to leave. */
const RESET_AFTER_MS = 20;
const PIECE_BYTES = 65_536;
const TRICKLE_EVERY_MS = 50;

/** Commits a strike on a stream. `done` is called when the stream is free for the next frame. */
export function strikeStream(stream: ByteStream, strike: ByteStrike, context: { readonly clock: Clock; readonly done: () => void }): void {
  switch (strike.kind) {
    case "reset-mid-frame": {
      const frame = textFrame(strike.text);
      stream.write(frame.subarray(0, Math.ceil(frame.length / 2)));
      context.clock.after(RESET_AFTER_MS, () => stream.resetAndDestroy());
      return;
    }
    case "slow-frame":
      trickle(stream, textFrame(strike.text), { ...context, bytesPerSecond: strike.bytesPerSecond });
      return;
    case "huge-frame":
      stream.write(hugeFrameHead(strike.bytes));
      pour(stream, strike.bytes, context.done);
      return;
    case "compression-bomb":
      stream.write(bombFrame(strike.bytes));
      context.done();
      return;
    case "packed-frame":
      stream.write(packedFrame(strike.text, strike.form));
      context.done();
      return;
    case "invalid-frame":
      stream.write(invalidFrame(strike.form));
      context.done();
  }
}

/** Writes bytes at a pace. */
export function trickle(
  stream: Pick<ByteStream, "destroyed" | "write">,
  bytes: Uint8Array,
  pace: { readonly clock: Clock; readonly bytesPerSecond: number; readonly done: () => void },
): void {
  const everyMs = Math.max(TRICKLE_EVERY_MS, 1_000 / pace.bytesPerSecond);
  const count = Math.max(1, Math.round((pace.bytesPerSecond * everyMs) / 1_000));
  const next = (from: number): void => {
    if (stream.destroyed) return;
    stream.write(bytes.subarray(from, from + count));
    if (from + count >= bytes.length) pace.done();
    else pace.clock.after(everyMs, () => next(from + count));
  };
  next(0);
}

function pour(stream: ByteStream, bytes: number, done: () => void): void {
  const piece = new Uint8Array(PIECE_BYTES).fill(0x41);
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !stream.destroyed) {
      const part = piece.subarray(0, Math.min(left, PIECE_BYTES));
      left -= part.length;
      if (!stream.write(part)) {
        stream.once("drain", more);
        return;
      }
    }
    if (!stream.destroyed) done();
  };
  more();
}
