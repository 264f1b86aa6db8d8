import { expect, test } from "vitest";
import { lineSplitter } from "#trading/dead-man/line-splitter";
import { LINE_CHARS_MAX } from "#trading/dead-man/watchdog-protocol";

test("lines come whole, however their pieces were cut", () => {
  const text = "one\ntwo\n\nthree\nrest";
  for (let cut = 0; cut <= text.length; cut += 1) {
    const lines: string[] = [];
    const take = lineSplitter((line) => lines.push(line));
    take(text.slice(0, cut));
    take(text.slice(cut));
    expect(lines).toEqual(["one", "two", "", "three"]);
  }
});

test("a line longer than any message is dropped, and the next one is read", () => {
  const lines: string[] = [];
  const take = lineSplitter((line) => lines.push(line));
  take("x".repeat(LINE_CHARS_MAX + 1));
  take("x".repeat(10));
  take("\nnext\n");
  expect(lines).toEqual(["next"]);
});
