import { expect, test } from "vitest";
import { describeFailure } from "#apps/cli/failure";
import { TransportError, UsageError, VenueError } from "#core/error";

const PEOPLE = { json: false, verbose: false };
const PROGRAMS = { json: true, verbose: false };

test("people get the message and, in a second line, what mends it", () => {
  const error = new UsageError("unknown-venue", 'There is no venue "lmx"; nothing was started.', { hint: "Did you mean lmex?" });
  expect(describeFailure(error, PEOPLE)).toEqual({ exit: 2, text: 'There is no venue "lmx"; nothing was started.\nDid you mean lmex?' });
});

test("a wrong use without words of its own on what to do gets those of its code, not a pointer at all the help there is", () => {
  const error = new UsageError("size-off-lot", "A size of 0.0015 BTC is not allowed on BTC-PERP; nothing was sent.");
  expect(describeFailure(error, PEOPLE).text).toMatch(/\nTake one of the two that the message names\.$/);
});

test("programs get one object with the code, the exit code, the hint and whether to try again", () => {
  const error = new TransportError("connect-failed", "No answer from api.lmex.io.", { phase: "before-send" });
  expect(JSON.parse(describeFailure(error, PROGRAMS).text)).toEqual({
    v: 1,
    error: {
      code: "connect-failed",
      exit: 5,
      message: "No answer from api.lmex.io.",
      hint: "Run truebook doctor to see which host fails and why.",
      retryable: true,
      docs: "docs/errors.md",
    },
  });
});

test("where a simulator was asked for and nothing answers, the next step is to start it", () => {
  const error = new TransportError("connect-failed", "Nothing listens there.", { phase: "before-send" });
  expect(describeFailure(error, { ...PEOPLE, simulated: true }).text).toContain("truebook sim run");
  expect(describeFailure(error, PEOPLE).text).not.toContain("truebook sim run");
});

test("a rate limit says how long to wait", () => {
  const error = new VenueError("rate-limited", "Too many.", {
    venueCode: "429",
    words: "slow down",
    retry: { kind: "after", delayMs: 30_000 },
  });
  expect(JSON.parse(describeFailure(error, PROGRAMS).text)).toMatchObject({ error: { exit: 6, retryable: true, retryAfterMs: 30_000 } });
});

test("hostile venue words reach neither the terminal nor the line structure of stderr", () => {
  const error = new VenueError("bad-request", 'The venue said "\u001b[2J\nforged line".', { venueCode: "-1", words: "x" });
  const { text } = describeFailure(error, PEOPLE);
  expect(text.split("\n")).toHaveLength(2);
  expect(text).not.toContain("\u001b");
});

test("an unexpected error has a message, a next step and no stack until -v asks for it", () => {
  const error = new TypeError("x is not a function", { cause: new Error("deeper") });
  expect(describeFailure(error, PEOPLE).text.split("\n")).toHaveLength(2);
  const verbose = describeFailure(error, { json: false, verbose: true }).text;
  expect(verbose).toContain("failure.test.ts");
  expect(verbose).toContain("deeper");
});
