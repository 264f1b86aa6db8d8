// One round of asking a venue for everything. Costs nothing.

import { expect, test } from "vitest";
import { VirtualClock } from "#clock/virtual-clock";
import { epochMs } from "#core/brand";
import { type TruebookError } from "#core/error";
import { instrumentTable } from "#core/instrument";
import { AccountState } from "#trading/account/account-state";
import { AccountRound } from "#trading/account/account-sync";
import { type TradingContext } from "#trading/trading-context";
import { type CallOutcome } from "#transport/rest-call";
import { lmex } from "#venues/lmex/index";

test("a list that never ends is not a whole one, and the account is not taken as known", () => {
  const clock = new VirtualClock();
  const codec = lmex.account("futures");
  if (codec === undefined) throw new Error("no codec");
  const nothing = (): void => undefined;
  let asked = 0;
  const requester: TradingContext["requester"] = {
    send(_call, settled) {
      asked += 1;
      const value = { rows: [], next: "again", skippedRows: 0 };
      const timer = clock.after(0, () => settled({ kind: "value", value, attempts: 1, elapsedMs: 1 } as unknown as CallOutcome<never>));
      return { cancel: () => timer.cancel() };
    },
  };
  const ends: (boolean | TruebookError)[] = [];
  const round = new AccountRound({
    context: { clock, requester, stamp: () => ({ time: clock.now() }) } as unknown as TradingContext,
    codec,
    reads: codec.reads(() => instrumentTable([])),
    product: "futures",
    state: new AccountState({ changed: nothing, contradicted: nothing, doubted: nothing, overtaken: nothing }),
    heardAt: () => undefined,
    instruments: () => [],
    isListed: () => true,
    fills: { since: epochMs(0), until: epochMs(1) },
    done: (whole) => ends.push(whole),
    failed: (error) => ends.push(error),
  });
  round.start();
  clock.advance(10_000);
  expect(ends).toMatchObject([{ code: "endless-pages" }]);
  expect(asked).toBeLessThan(1_000);
});
