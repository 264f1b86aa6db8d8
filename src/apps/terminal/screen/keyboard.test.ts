import { expect, test } from "vitest";
import { readKeys } from "#apps/terminal/screen/keyboard";
import { VirtualClock } from "#clock/virtual-clock";

class FakeInput {
  readonly isTTY: boolean;
  readonly raw: boolean[] = [];
  #handles: ((chunk: string) => void)[] = [];
  paused = true;

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  setRawMode(raw: boolean): void {
    this.raw.push(raw);
  }
  setEncoding(): void {}
  on(_: "data", handle: (chunk: string) => void): void {
    this.#handles.push(handle);
  }
  off(_: "data", handle: (chunk: string) => void): void {
    this.#handles = this.#handles.filter((known) => known !== handle);
  }
  resume(): void {
    this.paused = false;
  }
  pause(): void {
    this.paused = true;
  }
  type(chunk: string): void {
    for (const handle of this.#handles) handle(chunk);
  }
}

test("a lone escape is pressed after a moment, and not before", () => {
  const clock = new VirtualClock();
  const input = new FakeInput(true);
  const keys: string[] = [];
  readKeys(input, clock, (key) => keys.push(key.kind));
  input.type("\u001b");
  clock.advance(20);
  expect(keys).toEqual([]);
  clock.advance(30);
  expect(keys).toEqual(["escape"]);
});

test("giving the input back ends raw mode once and stops listening", () => {
  const input = new FakeInput(true);
  const keys: string[] = [];
  const release = readKeys(input, new VirtualClock(), (key) => keys.push(key.kind));
  release();
  release();
  input.type("q");
  expect({ raw: input.raw, keys, paused: input.paused }).toEqual({ raw: [true, false], keys: [], paused: true });
});

test("an input that is no terminal is left alone", () => {
  const input = new FakeInput(false);
  readKeys(input, new VirtualClock(), () => expect.unreachable());
  input.type("q");
  expect({ raw: input.raw, paused: input.paused }).toEqual({ raw: [], paused: true });
});
