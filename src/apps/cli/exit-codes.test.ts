import { expect, test } from "vitest";
import { EXIT, EXIT_MEANINGS, exitAfter, exitCodeOf, exitCutShort } from "#apps/cli/exit-codes";
import {
  BookNotLive,
  ConfigError,
  InvariantError,
  ProtocolError,
  TransportError,
  UsageError,
  VenueError,
  type VenueErrorCategory,
} from "#core/error";

const refusal = (category: VenueErrorCategory): VenueError => new VenueError(category, "No.", { venueCode: "1", words: "no" });

test.each([
  [new UsageError("unknown-venue", "No such venue."), 2],
  [new ConfigError("unknown-key", "No such key."), 3],
  [refusal("auth"), 4],
  [refusal("permission"), 4],
  [new TransportError("connect-failed", "No.", { phase: "before-send" }), 5],
  [refusal("maintenance"), 5],
  [refusal("server"), 5],
  [refusal("rate-limited"), 6],
  [refusal("order-rejected"), 8],
  [refusal("bad-request"), 8],
  [refusal("unknown-instrument"), 2],
  [new ProtocolError("unreadable", "No."), 9],
  [new BookNotLive("book-not-live", "No."), 9],
  [new TransportError("timeout", "Too late.", { phase: "after-send" }), 124],
  [new InvariantError("impossible", "No."), 1],
  [new Error("anything"), 1],
  ["not even an error", 1],
])("%s ends the process with its code", (error, exit) => {
  expect(exitCodeOf(error)).toBe(exit);
});

test("every exit code has a meaning, and one only", () => {
  expect(EXIT_MEANINGS.map(({ exit }) => exit)).toEqual(Object.values(EXIT));
  expect(new Set(EXIT_MEANINGS.map(({ name }) => name)).size).toBe(EXIT_MEANINGS.length);
});

test.each([
  ["interrupted", 0, 130],
  ["terminated", 7, 143],
  ["interrupted", 11, 11],
  ["reader-gone", 0, 0],
  ["reader-gone", 7, 7],
  ["reader-gone", 11, 11],
  ["timeout", 11, 11],
  [undefined, 8, 8],
] as const)("a command that something asked to stop (%s) and that came to %i ends with %i", (cause, own, exit) => {
  expect(exitAfter(cause, own)).toBe(exit);
});

test("work that a signal or a reader that had enough cut short is no failure of its own; work that ran out of time is", () => {
  expect((["interrupted", "terminated", "reader-gone", "timeout", undefined] as const).map(exitCutShort)).toEqual([
    130,
    143,
    0,
    undefined,
    undefined,
  ]);
});
