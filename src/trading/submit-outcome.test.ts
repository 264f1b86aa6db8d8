import { expect, test } from "vitest";
import { venueOrderId } from "#core/account/order";
import { TransportError, UsageError, VenueError, type VenueErrorCategory } from "#core/error";
import { submitOutcome } from "#trading/submit-outcome";

const spent = { attempts: 1, elapsedMs: 5 };
const lost = (phase: "before-send" | "after-send") => new TransportError("connect-failed", "lost", { phase });
const no = (category: VenueErrorCategory) => new VenueError(category, "no", { venueCode: "7", words: "no" });

test("what the venue says of an order is its outcome", () => {
  const accepted = { kind: "accepted", venueOrderId: venueOrderId("o-1"), report: undefined } as const;
  expect(submitOutcome({ kind: "value", value: accepted, ...spent })).toEqual({ kind: "accepted", venueOrderId: "o-1" });
  const rejected = { kind: "rejected", reason: "size-rule", venueCode: "301", words: "" } as const;
  expect(submitOutcome({ kind: "value", value: rejected, ...spent })).toEqual({ kind: "rejected", reason: "size-rule", venueCode: "301" });
});

test("a failure is unsent only where nothing can have left, and unknown after that", () => {
  expect(submitOutcome({ kind: "failed", error: lost("before-send"), ...spent }).kind).toBe("unsent");
  expect(submitOutcome({ kind: "failed", error: lost("after-send"), ...spent }).kind).toBe("unknown");
  const stopped = new UsageError("book-stale", "The book went stale.");
  expect(submitOutcome({ kind: "failed", error: stopped, attempts: 0, elapsedMs: 0 }).kind).toBe("unsent");
  expect(submitOutcome({ kind: "failed", error: stopped, ...spent }).kind).toBe("unknown");
});

test("an answer that proves nothing, a server in trouble and a limit leave the order unknown", () => {
  const unclear = { kind: "unclear", words: "HTTP 502 with a page" } as const;
  expect(submitOutcome({ kind: "value", value: unclear, ...spent }).kind).toBe("unknown");
  for (const category of ["server", "rate-limited", "maintenance", "unrecognized"] as const) {
    expect(submitOutcome({ kind: "failed", error: no(category), ...spent }).kind).toBe("unknown");
  }
});

test("a refusal of the key or of the time alone is a rejection, because the venue looks at it before anything else", () => {
  for (const category of ["auth", "permission", "clock"] as const) {
    expect(submitOutcome({ kind: "failed", error: no(category), ...spent })).toEqual({
      kind: "rejected",
      reason: category,
      venueCode: "7",
    });
  }
});
