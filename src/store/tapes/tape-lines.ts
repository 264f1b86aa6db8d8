// Text lines of a tape, plain or gzipped, a piece at a time: a tape of any length needs the memory of one piece.

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UsageError } from "#core/error";

/** A longer line is no tape. */
export const LINE_CHARS_MAX = 4_096;

/** One line and its number, counted from 1. */
export interface TapeLine {
  readonly text: string;
  readonly number: number;
}

/** The lines of a file. Whether it is gzipped is told from its bytes. Throws UsageError when it cannot be read or is cut short. */
export async function* readTapeLines(path: string): AsyncGenerator<TapeLine> {
  let number = 0;
  let rest = "";
  try {
    const stream = await openStream(path);
    for await (const piece of stream) {
      const lines = `${rest}${String(piece)}`.split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LINE_CHARS_MAX) throw tooLong(path, number + lines.length + 1);
      for (const line of lines) {
        number += 1;
        if (line.length > LINE_CHARS_MAX) throw tooLong(path, number);
        yield { text: line.endsWith("\r") ? line.slice(0, -1) : line, number };
      }
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw unreadable(path, number, cause);
  }
  if (rest !== "") yield { text: rest, number: number + 1 };
}

async function openStream(path: string): Promise<Readable> {
  const file = await open(path);
  const magic = new Uint8Array(2);
  try {
    await file.read(magic, 0, 2, 0);
  } finally {
    await file.close();
  }
  const source = createReadStream(path);
  const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
  if (!isGzip) return source.setEncoding("utf8");
  const unzipped = createGunzip();
  // A pipe does not carry errors on, so a vanished file would otherwise wait for ever.
  source.on("error", (error) => unzipped.destroy(error));
  unzipped.on("close", () => source.destroy());
  return source.pipe(unzipped).setEncoding("utf8");
}

function tooLong(path: string, number: number): UsageError {
  return new UsageError("tape-line", `Line ${number} of tape ${path} is longer than ${LINE_CHARS_MAX} characters; it was not played.`);
}

function unreadable(path: string, number: number, cause: unknown): UsageError {
  const words = cause instanceof Error ? cause.message : "unknown";
  const where = number === 0 ? "" : ` after line ${number}`;
  return new UsageError("tape-unreadable", `Cannot read tape ${path}${where}: ${words}. Check the path, and that the file is whole.`, {
    cause,
  });
}
