import { type Key, KeyParser } from "#apps/terminal/screen/key-parser";
import { type Clock, type Timer } from "#core/port";

/** What the keyboard needs of a stream; `process.stdin` has it. */
export interface TerminalInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  setEncoding(encoding: "utf8"): unknown;
  on(event: "data", handle: (chunk: string) => void): unknown;
  off(event: "data", handle: (chunk: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** A lone escape and the beginning of an arrow key look alike; this long we wait for the rest. */
const ESCAPE_WAIT_MS = 40;

/** Reads keys in raw mode. Returns what gives the input back. An input that is no terminal is left alone: it may be a pipe full of data. */
export function readKeys(input: TerminalInput | undefined, clock: Clock, pressed: (key: Key) => void): () => void {
  if (input?.isTTY !== true) return () => {};
  const parser = new KeyParser();
  let timer: Timer | undefined;
  const taken = (chunk: string): void => {
    timer?.cancel();
    for (const key of parser.feed(chunk)) pressed(key);
    if (parser.waiting) timer = clock.after(ESCAPE_WAIT_MS, () => parser.flush().forEach((key) => void pressed(key)));
  };
  input.setRawMode?.(true);
  input.setEncoding("utf8");
  input.on("data", taken);
  input.resume();
  let released = false;
  return () => {
    if (released) return;
    released = true;
    timer?.cancel();
    input.off("data", taken);
    input.setRawMode?.(false);
    input.pause();
  };
}
