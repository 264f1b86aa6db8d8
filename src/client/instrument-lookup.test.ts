import { expect, test } from "vitest";
import { findInstrument } from "#client/instrument-lookup";
import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { UsageError } from "#core/error";
import { type Instrument, instrumentTable, type Product, unifiedId } from "#core/instrument";

function instrument(product: Product, symbol: string, base: string): Instrument {
  return {
    venue: "lmex",
    product,
    kind: product === "spot" ? "spot" : "perpetual",
    symbol: venueSymbol(symbol),
    id: unifiedId(product === "spot" ? { base, quote: "USDT" } : { base, quote: "USDT", settle: "USDT" }),
    base,
    quote: "USDT",
    priceScale: 1,
    sizeScale: 0,
    tick: priceUnits(1),
    lot: sizeUnits(1),
    minSize: sizeUnits(1),
    sizeUnit: "contract",
    contractSize: "1",
    status: "trading",
  };
}

const TABLE = instrumentTable([
  instrument("futures", "BTC-PERP", "BTC"),
  instrument("futures", "ETH-PERP", "ETH"),
  instrument("spot", "BTC-USDT", "BTC"),
  instrument("futures", "SAME", "XYZ"),
  instrument("spot", "SAME", "XYZ"),
]);
const find = (name: string, product?: Product): string => {
  const found = findInstrument(TABLE, "lmex", { name, product });
  return `${found.product} ${found.symbol}`;
};

test("an instrument is found by the venue's spelling and by the unified one, whatever the case", () => {
  expect([find("BTC-PERP"), find("btc-perp"), find("BTC/USDT:USDT"), find("btc/usdt")]).toEqual([
    "futures BTC-PERP",
    "futures BTC-PERP",
    "futures BTC-PERP",
    "spot BTC-USDT",
  ]);
});

test("an unknown name is refused with the nearest one that exists", () => {
  expect(() => find("BTC-PREP")).toThrow(UsageError);
  expect(() => find("BTC-PREP")).toThrow(expect.objectContaining({ code: "unknown-instrument", hint: "did you mean BTC-PERP?" }));
  expect(() => find("something else")).toThrow(expect.objectContaining({ hint: "truebook venues instruments lmex" }));
});

test("a name that two products share is refused with both, and the product decides", () => {
  expect(() => find("SAME")).toThrow(expect.objectContaining({ code: "ambiguous-instrument" }));
  expect(() => find("SAME")).toThrow(/futures .* and spot .*say which product/);
  expect([find("SAME", "spot"), find("SAME", "futures")]).toEqual(["spot SAME", "futures SAME"]);
});

test("a name of another product is unknown among those of the product asked for", () => {
  expect(() => find("BTC-PERP", "spot")).toThrow(/among its spot/);
});

test("a hostile name is not printed raw", () => {
  expect(() => find("\u001b[31mBTC\n")).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/\u001b|\n/) }));
});
