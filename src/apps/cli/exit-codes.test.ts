import { expect, test } from "vitest";
import { EXIT, EXIT_MEANINGS, exitCodeOf } from "#apps/cli/exit-codes";
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
