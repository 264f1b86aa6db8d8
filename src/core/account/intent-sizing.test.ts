// Wishes become exact orders or are refused with what is allowed; judged by an arbitrary-precision library. About 0.5 s.

import Big from "big.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type OrderWish, orderChange, orderIntent } from "#core/account/intent-sizing";
import { clientOrderId, type OrderIntent } from "#core/account/order";
import { type OrderForms, offeredOrderId } from "#core/account/sizing/order-forms";
import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { UsageError } from "#core/error";
import { type Instrument, unifiedId } from "#core/instrument";
import { Price, Size } from "#core/quantity";

const forms: OrderForms = {
  styles: ["limit", "market", "stop", "take-profit"],
  timesInForce: ["gtc", "ioc", "fok", "post-only"],
  triggersBy: ["mark", "last"],
  quoteBuys: "also",
  reduceOnly: true,
  amend: ["price", "size"],
  clientOrderId: { lengthMax: 32, pattern: "^[A-Za-z0-9_-]+$" },
};

/** Prices in steps of 0.5, contracts of 0.001 coins in lots of 10. */
const perpetual: Instrument = {
  venue: "lmex",
  product: "futures",
  kind: "perpetual",
  symbol: venueSymbol("BTC-PERP"),
  id: unifiedId({ base: "BTC", quote: "USDT", settle: "USDT" }),
  base: "BTC",
  quote: "USDT",
  settle: "USDT",
  priceScale: 1,
  sizeScale: 0,
  tick: priceUnits(5),
  lot: sizeUnits(10),
  minSize: sizeUnits(10),
  maxSize: sizeUnits(1_000),
  sizeUnit: "contract",
  contractSize: "0.001",
  status: "trading",
};
const spot: Instrument = {
  ...perpetual,
  product: "spot",
  kind: "spot",
  symbol: venueSymbol("BTC-USDT"),
  sizeScale: 5,
  lot: sizeUnits(1),
  minSize: sizeUnits(3),
  maxSize: sizeUnits(10_000_000),
  minNotional: "5",
  sizeUnit: "base",
  contractSize: "1",
};

const limit = { side: "buy", size: "0.05", price: "61000.5" } as const;
const intentOf = (wish: object, instrument = perpetual, offered: OrderForms = forms, marketPrice?: number): OrderIntent =>
  orderIntent({ ...limit, ...wish } as OrderWish, {
    instrument,
    clientOrderId: clientOrderId("c-1"),
    forms: offered,
    ...(marketPrice === undefined ? {} : { marketPrice: priceUnits(marketPrice) }),
  });

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing was refused";
}

test("decimal text is base coins where the venue counts contracts and where it counts coins", () => {
  expect(intentOf({}).amount).toEqual({ kind: "size", size: 50 });
  expect(intentOf({}, spot).amount).toEqual({ kind: "size", size: 5_000 });
  expect(intentOf({ size: { contracts: 50 } }).amount).toEqual({ kind: "size", size: 50 });
  expect(intentOf({ size: { contracts: "50" } }).amount).toEqual({ kind: "size", size: 50 });
  expect(refusalOf(() => intentOf({ size: { contracts: 50 } }, spot))).toMatch(/^no-contracts: .*counted in BTC/);
});

test("a Size means the same quantity on another venue and on an instrument with contracts of another size", () => {
  const seen = new Size(sizeUnits(5_000), 5, spot);
  const wide = { ...perpetual, contractSize: "0.01", lot: sizeUnits(1), minSize: sizeUnits(1) };
  expect(intentOf({ size: seen }).amount).toEqual({ kind: "size", size: 50 });
  expect(intentOf({ size: seen }, wide).amount).toEqual({ kind: "size", size: 5 });
  expect(intentOf({ size: new Size(sizeUnits(5), 0, wide) }).amount).toEqual({ kind: "size", size: 50 });
  expect(intentOf({ size: new Size(sizeUnits(50), 0, perpetual) }, spot).amount).toEqual({ kind: "size", size: 5_000 });
  const bare = new Size(sizeUnits(50), 0, "contract");
  expect(refusalOf(() => intentOf({ size: bare }))).toMatch(/^contract-size-unknown: /);
});

test("a size between two lots is refused with both of them, in coins and in contracts", () => {
  expect(refusalOf(() => intentOf({ size: "0.0555" }))).toMatch(/^size-off-lot: .*0\.05 and 0\.06 BTC \(50 and 60 contracts\)/);
  expect(refusalOf(() => intentOf({ size: "0.000031" }, spot))).toMatch(/^size-off-lot: .*0\.00003 and 0\.00004 BTC;/);
  expect(refusalOf(() => intentOf({ size: { contracts: "50.5" } }))).toMatch(/^size-off-lot: /);
});

test("a size outside the bounds is refused with the nearest inside", () => {
  expect(refusalOf(() => intentOf({ size: "0.001" }))).toMatch(/^size-below-minimum: .*the least is 0\.01 BTC.*0\.01 and 0\.02 BTC/);
  expect(refusalOf(() => intentOf({ size: "1.001" }))).toMatch(/^size-above-maximum: .*0\.99 and 1 BTC/);
  const odd = { ...perpetual, minSize: sizeUnits(15), maxSize: sizeUnits(45) };
  expect(refusalOf(() => intentOf({ size: "0.015" }, odd))).toMatch(/^size-below-minimum: .*0\.02 and 0\.03 BTC/);
  expect(refusalOf(() => intentOf({ size: "0.045" }, odd))).toMatch(/^size-above-maximum: .*0\.03 and 0\.04 BTC/);
});

test("a price between two ticks is refused with both of them and never rounded", () => {
  expect(intentOf({ price: "61000.50" }).style).toMatchObject({ price: 610_005 });
  expect(intentOf({ price: new Price(priceUnits(6_100_050), 2) }).style).toMatchObject({ price: 610_005 });
  expect(refusalOf(() => intentOf({ price: "61000.7" }))).toMatch(/^price-off-tick: .*61000\.5 and 61001;/);
  expect(refusalOf(() => intentOf({ price: "61000.50001" }))).toMatch(/^price-off-tick: .*61000\.5 and 61001;/);
  expect(refusalOf(() => intentOf({ price: new Price(priceUnits(6_100_075), 2) }))).toMatch(/^price-off-tick: /);
  expect(refusalOf(() => intentOf({ price: "0.1" }))).toMatch(/^price-off-tick: .*0\.5;/);
});

test("a JavaScript number is refused as a size and as a price, and says why", () => {
  expect(refusalOf(() => intentOf({ size: 0.05 }))).toMatch(/^float-given: The size 0\.05 is a JavaScript number/);
  expect(refusalOf(() => intentOf({ price: 61_000.5 }))).toMatch(/^float-given: The price 61000\.5 is a JavaScript number/);
  expect(refusalOf(() => intentOf({ size: { contracts: 5.5 } }))).toMatch(/^float-given: /);
  expect(refusalOf(() => intentOf({ size: { quote: 25 }, price: undefined }, spot))).toMatch(/^float-given: /);
  // @ts-expect-error A float is no size.
  const size: OrderWish = { side: "buy", size: 0.05 };
  // @ts-expect-error A float is no price.
  const price: OrderWish = { side: "buy", size: "1", price: 61_000 };
  expect([size, price]).toHaveLength(2);
});

test.each(["", "x", "NaN", "Infinity", "-1", "0", "0.0", "1,5", undefined, null, {}])("%j is no size and no price", (given) => {
  expect(refusalOf(() => intentOf({ size: given }))).toMatch(/^bad-order-number: /);
  if (given !== undefined) expect(refusalOf(() => intentOf({ price: given }))).toMatch(/^bad-order-number: /);
});

test("quote coins are spent by market buys on spot, where the venue takes them", () => {
  const buy = { price: undefined, size: { quote: "25.50" } };
  expect(intentOf(buy, spot)).toMatchObject({ style: { kind: "market" }, amount: { kind: "quote", quote: "25.5" } });
  expect(refusalOf(() => intentOf(buy))).toMatch(/^quote-not-offered: /);
  expect(refusalOf(() => intentOf({ ...buy, side: "sell" }, spot))).toMatch(/^quote-not-offered: /);
  expect(refusalOf(() => intentOf({ size: { quote: "25" } }, spot))).toMatch(/^quote-not-offered: /);
  expect(refusalOf(() => intentOf(buy, spot, { ...forms, quoteBuys: "no" }))).toMatch(/^quote-not-offered: /);
  const only: OrderForms = { ...forms, quoteBuys: "only" };
  expect(refusalOf(() => intentOf({ price: undefined }, spot, only))).toMatch(/^market-buy-needs-quote: .*spends an amount of USDT/);
  expect(intentOf({ price: undefined, side: "sell" }, spot, only).amount).toEqual({ kind: "size", size: 5_000 });
});

test("the least value is known beforehand, with the size that reaches it", () => {
  expect(refusalOf(() => intentOf({ size: "0.00008" }, spot))).toMatch(/^below-minimum-notional: .*worth 4\.88004 USDT.*0\.00009 BTC/);
  expect(intentOf({ size: "0.00009" }, spot).amount).toEqual({ kind: "size", size: 9 });
  expect(refusalOf(() => intentOf({ price: undefined, size: { quote: "4.99" } }, spot))).toMatch(/^below-minimum-notional: /);
  expect(refusalOf(() => intentOf({ price: undefined, size: "0.00008" }, spot, forms, 610_000))).toMatch(/^below-minimum-notional: /);
  expect(intentOf({ size: "0.00008", reduceOnly: true }, spot).effect).toBe("reduce-only");
});

test("what a product's orders cannot be is refused by name, with what they can", () => {
  const none: OrderForms = { ...forms, styles: ["limit", "market"], timesInForce: ["gtc"], triggersBy: ["mark"], reduceOnly: false };
  const stop = { price: undefined, type: "stop", trigger: { price: "60000" } };
  expect(refusalOf(() => intentOf(stop, perpetual, none))).toMatch(/^order-not-offered: .*no orders of type stop; it has limit, market/);
  expect(refusalOf(() => intentOf({ timeInForce: "fok" }, perpetual, none))).toMatch(/^order-not-offered: .*time in force fok; it has gtc/);
  expect(refusalOf(() => intentOf({ reduceOnly: true }, perpetual, none))).toMatch(/^order-not-offered: .*no reduce-only/);
  expect(refusalOf(() => intentOf({ ...stop, trigger: { price: "60000", by: "index" } }))).toMatch(/^order-not-offered: .*index/);
  expect(intentOf(stop).style).toEqual({ kind: "stop", trigger: { price: 600_000, by: "last" }, price: undefined });
  expect(refusalOf(() => offeredOrderId(perpetual, "a b", forms))).toMatch(/^bad-client-order-id: /);
  expect(refusalOf(() => offeredOrderId(perpetual, "x".repeat(33), forms))).toMatch(/^bad-client-order-id: /);
  expect(offeredOrderId(perpetual, "tb-1", forms)).toBe("tb-1");
});

test.each([
  ["a limit order without a price", { type: "limit", price: undefined }],
  ["a market order with a price", { type: "market" }],
  ["a market order with a time in force", { price: undefined, timeInForce: "ioc" }],
  ["a trigger without a type", { trigger: { price: "60000" } }],
  ["a stop without a trigger", { type: "stop" }],
  ["a side that is none", { side: "long" }],
  ["a word for reduceOnly", { reduceOnly: "no" }],
])("%s is no order", (_name, wish) => {
  expect(refusalOf(() => intentOf(wish))).toMatch(/^bad-order-form: /);
});

test("a change is as exact as an order, and only what the venue can change is asked for", () => {
  const intent = intentOf({});
  expect(orderChange(intent, { price: "61001", size: "0.06" }, forms)).toEqual({ price: 610_010, size: 60 });
  expect(refusalOf(() => orderChange(intent, { price: "61000.7" }, forms))).toMatch(/^price-off-tick: /);
  expect(refusalOf(() => orderChange(intent, { size: "0.0555" }, forms))).toMatch(/^size-off-lot: /);
  expect(refusalOf(() => orderChange(intent, { size: { quote: "5" } }, forms))).toMatch(/^bad-order-form: /);
  expect(refusalOf(() => orderChange(intent, {}, forms))).toMatch(/^bad-order-form: /);
  expect(refusalOf(() => orderChange(intent, { triggerPrice: "60000" }, forms))).toMatch(/^order-not-offered: .*trigger/);
  expect(refusalOf(() => orderChange(intentOf({ size: "0.0001" }, spot), { size: "0.00008" }, forms))).toMatch(/^below-minimum-notional: /);
});

const decimals = fc
  .record({ whole: fc.integer({ min: 0, max: 9_999 }), fraction: fc.stringMatching(/^\d{0,9}$/) })
  .map(({ whole, fraction }) => (fraction === "" ? String(whole) : `${whole}.${fraction}`));
const ground = fc.record({
  scale: fc.integer({ min: 0, max: 8 }),
  lot: fc.constantFrom(1, 2, 5, 10, 25, 1_000),
  contractSize: fc.constantFrom("1", "0.001", "0.01", "10", "0.00125", "3"),
  min: fc.integer({ min: 1, max: 60 }),
});

test("a size is either exactly what was said, or refused between two neighbours that are allowed", () => {
  fc.assert(
    fc.property(decimals, ground, (text, { scale, lot, contractSize, min }) => {
      fc.pre(new Big(text).gt(0));
      const { maxSize: _none, minNotional: _any, ...open } = { ...perpetual, sizeScale: scale, lot: sizeUnits(lot) };
      const instrument: Instrument = { ...open, minSize: sizeUnits(min * lot), contractSize };
      const step = new Big(contractSize).times(lot).times(new Big(10).pow(-scale));
      const coinsOf = (units: number): Big => new Big(units).times(contractSize).times(new Big(10).pow(-scale));
      const least = coinsOf(min * lot);
      const isAllowed = new Big(text).mod(step).eq(0) && new Big(text).gte(least);
      try {
        const { amount } = intentOf({ size: text }, instrument);
        expect(isAllowed).toBe(true);
        expect(amount.kind === "size" && coinsOf(amount.size).eq(text)).toBe(true);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        expect(isAllowed).toBe(false);
        const nearest = String(error.context["nearestUnits"]).split(" and ");
        expect(nearest.length).toBeGreaterThan(0);
        for (const units of nearest) {
          const coins = new Big(units).times(contractSize);
          expect(coins.mod(step).eq(0) && coins.gte(least)).toBe(true);
          expect(intentOf({ size: coins.toFixed() }, instrument).amount.kind).toBe("size");
          if (error.code === "size-off-lot") expect(coins.minus(text).abs().lt(step)).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test("a price is either exactly what was said, or refused between the two ticks around it", () => {
  fc.assert(
    fc.property(decimals, fc.integer({ min: 0, max: 8 }), fc.constantFrom(1, 5, 25, 10), (text, priceScale, tick) => {
      fc.pre(new Big(text).gt(0));
      const instrument: Instrument = { ...perpetual, priceScale, tick: priceUnits(tick) };
      const step = new Big(tick).times(new Big(10).pow(-priceScale));
      try {
        const { style } = intentOf({ price: text }, instrument);
        expect(style.kind === "limit" && new Big(style.price).times(new Big(10).pow(-priceScale)).eq(text)).toBe(true);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        expect(error.code).toBe("price-off-tick");
        expect(new Big(text).mod(step).eq(0)).toBe(false);
        for (const near of String(error.context["nearest"]).split(" and ")) {
          expect(new Big(near).mod(step).eq(0)).toBe(true);
          expect(new Big(near).minus(text).abs().lt(step)).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});
