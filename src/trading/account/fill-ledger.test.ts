import { expect, test } from "vitest";
import { type FillReport } from "#core/account/account-event";
import { venueOrderId } from "#core/account/order";
import { epochMs, sizeUnits } from "#core/brand";
import { type Instrument } from "#core/instrument";
import { FillLedger } from "#trading/account/fill-ledger";

const ORDER = venueOrderId("one");

function trade(tradeId: string, size: number, atMs: number): FillReport {
  return {
    instrument: { product: "spot", symbol: "X" } as Instrument,
    tradeId,
    venueOrderId: ORDER,
    size: sizeUnits(size),
    venueTime: epochMs(atMs),
  } as FillReport;
}

test("a total that holds a trade which nobody told yet does not make two of one trade under two names", () => {
  const ledger = new FillLedger(() => undefined);
  expect(ledger.take(trade("a", 3, 1_000), sizeUnits(3))).toBe("counted");
  expect(ledger.take(trade("x-a", 3, 1_000), sizeUnits(3))).toBe("waiting");
  // The order was asked for, and traded 6 more in the meantime.
  ledger.settle(ORDER, 9);
  expect([ledger.sizeOf(ORDER), ledger.waiting]).toEqual([3, [ORDER]]);
  expect(ledger.take(trade("b", 6, 1_500), sizeUnits(9))).toBe("counted");
  ledger.settle(ORDER, 9);
  expect([ledger.sizeOf(ORDER), ledger.waiting, ledger.aliases]).toEqual([9, [], 1]);
});

test("two trades alike are both counted once the venue's total covers both", () => {
  const ledger = new FillLedger(() => undefined);
  ledger.take(trade("a", 3, 1_000), sizeUnits(3));
  expect(ledger.take(trade("b", 3, 1_000), sizeUnits(3))).toBe("waiting");
  ledger.settle(ORDER, 6);
  expect([ledger.sizeOf(ORDER), ledger.waiting, ledger.aliases]).toEqual([6, [], 0]);
});
