import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { systemClock } from "#clock/system-clock";
import { type HttpOutcome } from "#core/port";
import { createFetcher } from "#transport/request";
import { PIECE_BYTES_MAX, smallReads } from "#transport/small-reads";

interface Memory {
  readonly buffer: ArrayBuffer;
}
interface Instance {
  readonly exports: { readonly memory: Memory };
}

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

test("large answers leave the memory of undici's parser as it was", async () => {
  const memories: Memory[] = [];
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: { Instance: new (...parts: unknown[]) => Instance } };
  const Made = WebAssembly.Instance;
  WebAssembly.Instance = new Proxy(Made, {
    construct: (target, parts) => {
      const instance = new target(...parts);
      memories.push(instance.exports.memory);
      return instance;
    },
  });
  const body = Buffer.alloc(3_000_000, "x");
  const server = createServer((_, response) => response.end(body));
  const fetcher = createFetcher({ clock: systemClock });
  try {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const request = { method: "GET", url, headers: {}, deadlineMs: 5_000, bodyBytesMax: 10_000_000, followRedirects: false } as const;
    const ask = (): Promise<HttpOutcome> => new Promise((resolve) => fetcher.send(request, resolve));
    await ask();
    const buffers = memories.map((memory) => memory.buffer);
    const outcomes = await Promise.all(Array.from({ length: 6 }, ask));
    expect(outcomes.map((outcome) => outcome.kind === "reply" && body.equals(outcome.reply.body))).toEqual(Array(6).fill(true));
    expect(memories).toHaveLength(1);
    // Two pages, as undici ships it: a first answer that made it grow would show here too.
    expect(buffers[0]?.byteLength).toBe(2 * 65_536);
    expect(memories[0]?.buffer).toBe(buffers[0]);
  } finally {
    WebAssembly.Instance = Made;
    await fetcher.close();
    server.close();
  }
});
