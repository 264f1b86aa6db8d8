import { expect, test } from "vitest";
import { epochMs } from "#core/brand";
import { retryAfterMs } from "#transport/limits/retry-after";

const NOW = epochMs(1_767_225_600_000);

test.each([
  ["0", 0],
  ["30", 30_000],
  [" 1.5 ", 1_500],
  ["1767225660", 60_000],
  ["1767225600250", 250],
  ["1767225500", 0],
  ["Thu, 01 Jan 2026 00:02:00 GMT", 120_000],
  ["Wed, 31 Dec 2025 23:59:00 GMT", 0],
  ["86400", 900_000],
  ["1767999999", 900_000],
  ["999999999999999999999999", 900_000],
])("A Retry-After of %s is a wait of %i ms", (header, waitMs) => {
  expect(retryAfterMs(header, NOW)).toBe(waitMs);
});

test.each([undefined, "", "soon", "-5", "0x10", "1e9", "Thu, 01 Foo 2026 00:02:00 GMT", "9".repeat(65), "30; drop"])(
  "A Retry-After of %s says nothing",
  (header) => {
    expect(retryAfterMs(header, NOW)).toBeUndefined();
  },
);
