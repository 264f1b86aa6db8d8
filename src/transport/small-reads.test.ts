import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { PIECE_BYTES_MAX, smallReads } from "#transport/small-reads";

test("whoever asks for all that there is gets it in pieces, whole and in order", () => {
  const stream = smallReads(new PassThrough({ highWaterMark: 1e6 }));
  const sent = Buffer.from(Array.from({ length: 3 * PIECE_BYTES_MAX + 5 }, (_, at) => at % 251));
  stream.write(sent.subarray(0, 7));
  stream.write(sent.subarray(7));
  const pieces: Buffer[] = [];
  for (let piece = stream.read(); piece !== null; piece = stream.read()) pieces.push(piece as Buffer);
  expect(pieces.map((piece) => piece.length)).toEqual([PIECE_BYTES_MAX, PIECE_BYTES_MAX, PIECE_BYTES_MAX, 5]);
  expect(Buffer.concat(pieces).equals(sent)).toBe(true);
});

test("who says how much gets as much", () => {
  const stream = smallReads(new PassThrough({ highWaterMark: 1e6 }));
  stream.write(Buffer.alloc(2 * PIECE_BYTES_MAX));
  expect((stream.read(2 * PIECE_BYTES_MAX) as Buffer).length).toBe(2 * PIECE_BYTES_MAX);
});
