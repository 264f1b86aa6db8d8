import { expect, test } from "vitest";
import { ConfigError } from "#core/error";
import { ownNonces } from "#trading/nonces";
import { sturdyNonces } from "#trading/sturdy-nonces";

test("numbers go on above those of the shared row while its lock is held by somebody who stands still", () => {
  const row = ownNonces();
  let held = false;
  const nonces = sturdyNonces({
    next(floor, aheadMost) {
      if (held) throw new ConfigError("nonce-lock", "Held.");
      return row.next(floor, aheadMost);
    },
  });
  expect([nonces.next(1_000), nonces.next(1_000)]).toEqual([1_000, 1_001]);
  held = true;
  expect([nonces.next(1_000), nonces.next(1_000), nonces.next(1_500)]).toEqual([1_002, 1_003, 1_500]);
  held = false;
  expect(nonces.next(2_000)).toBe(2_000);
});
