import { expect, test } from "vitest";
import { type FillReport, type PositionReport } from "#core/account/account-event";
import { eventIn, widened } from "#core/account/joint-scales";
import { venueOrderId } from "#core/account/order";
import { epochMs, sizeUnits } from "#core/brand";
import { type Instrument, instrumentTable } from "#core/instrument";
import { listings } from "#sim/market/instruments";
import { ExpectedPositions } from "#trading/ledger/proof/expected-positions";
import { positionLines } from "#trading/ledger/proof/proof-lines";
import { lmexDialect } from "#venues/lmex/dialect";

const perpetual = listings(lmexDialect).find(({ instrument }) => instrument.kind === "perpetual")?.instrument as Instrument;
const finer = widened(perpetual, { priceScale: 0, sizeScale: perpetual.sizeScale + 2 });

const fill = (size: number): FillReport => ({
  kind: "fill",
  instrument: perpetual,
  tradeId: "t",
  venueOrderId: venueOrderId("o"),
  clientOrderId: undefined,
  side: "buy",
  price: "1",
  size: sizeUnits(size),
  value: "1",
  fee: undefined,
  liquidity: undefined,
  realisedPnl: undefined,
  venueTime: epochMs(2_000),
  origin: "stream",
});

const held = (instrument: Instrument, size: number): PositionReport => ({
  kind: "position",
  instrument,
  leg: "net",
  side: "long",
  size: sizeUnits(size),
  entryPrice: "1",
  markPrice: undefined,
  unrealisedPnl: undefined,
  liquidationPrice: undefined,
  leverage: undefined,
  marginMode: undefined,
  venueTime: undefined,
  origin: "query",
});

const expectation = (): ExpectedPositions =>
  new ExpectedPositions(perpetual.product, { recovered: [], table: instrumentTable([perpetual]), now: epochMs(1_000), aheadMs: 0 });

test("fills told before and after a change of scales explain a position together, however it is told", () => {
  const expected = expectation();
  expected.accept(perpetual, 5);
  expected.filled(fill(10));
  expected.filled(eventIn(fill(20), finer));
  for (const position of [held(perpetual, 35), held(finer, 3_500)])
    expect(positionLines(expected, [position])).toMatchObject([{ verdict: "same", thought: "35.00", venue: "35.00" }]);
  expect(positionLines(expected, [held(finer, 3_501)])).toMatchObject([{ verdict: "open", thought: "35.00", venue: "35.01" }]);
  expect(expected.proof(epochMs(3_000))).toContain(`${perpetual.symbol}=35.00`);
});

test("what is accepted in new scales is what is expected from then on", () => {
  const expected = expectation();
  expected.filled(fill(10));
  expected.accept(finer, 1_250);
  expected.filled(fill(1));
  expect(positionLines(expected, [held(finer, 1_350)])).toMatchObject([{ verdict: "same", thought: "13.50" }]);
});
