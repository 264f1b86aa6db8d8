import { expect, test } from "vitest";
import { priceUnits, sizeUnits, venueSymbol } from "#core/brand";
import { InvariantError } from "#core/error";
import { baseSize, type Instrument, instrumentTable, type Product, sameScales, unifiedId } from "#core/instrument";
import { Size } from "#core/quantity";

function instrument(product: Product, symbol: string, id: string): Instrument {
  const [base = "", quote = ""] = id.split("/");
  return {
    venue: "lmex",
    product,
    kind: "spot",
    symbol: venueSymbol(symbol),
    id: unifiedId({ base, quote }),
    base,
    quote,
    priceScale: 2,
    sizeScale: 3,
    tick: priceUnits(1),
    lot: sizeUnits(1),
    minSize: sizeUnits(1),
    sizeUnit: "base",
    contractSize: "1",
    status: "trading",
  };
}

test("the unified spelling names base, quote, settlement and expiry, each only where there is one", () => {
  expect(unifiedId({ base: "BTC", quote: "USDT" })).toBe("BTC/USDT");
  expect(unifiedId({ base: "BTC", quote: "USDT", settle: "USDT" })).toBe("BTC/USDT:USDT");
  expect(unifiedId({ base: "BTC", quote: "USDT", settle: "USDT", expiry: "260925" })).toBe("BTC/USDT:USDT-260925");
});

test("an instrument is found by both spellings, within its product by the venue's exact one", () => {
  const one = instrument("spot", "btc_usdt", "BTC/USDT");
  const other = instrument("contract", "btc_usdt", "ETH/USDT");
  const table = instrumentTable([one, other]);
  expect(table.bySymbol("spot", "btc_usdt")).toBe(one);
  expect(table.bySymbol("spot", "BTC_USDT")).toBeUndefined();
  expect(table.find("BTC_USDT")).toEqual([one, other]);
  expect(table.find("btc/usdt")).toEqual([one]);
  expect(table.find("nothing")).toEqual([]);
});

test("a symbol in another case that may mean two products means both, and the exact one, or a unified name, means one", () => {
  const spot = instrument("spot", "btc_usdt", "BTC/USDT");
  const contract = instrument("contract", "BTCUSDT", "BTC/USDT:USDT");
  const table = instrumentTable([spot, contract]);
  expect(table.find("btcusdt")).toEqual([contract, spot]);
  expect(table.find("BTC_USDT")).toEqual([spot]);
  expect([table.find("BTCUSDT"), table.find("btc_usdt")]).toEqual([[contract], [spot]]);
  expect([table.find("btc/usdt"), table.find("btc/usdt:usdt")]).toEqual([[spot], [contract]]);
});

test("the later of two entries of one product and symbol wins", () => {
  const fresh = { ...instrument("spot", "X", "X/USDT"), priceScale: 4 };
  const table = instrumentTable([instrument("spot", "X", "X/USDT"), fresh]);
  expect(table.all).toEqual([fresh]);
});

test("names that every object has are no instruments", () => {
  const table = instrumentTable([instrument("spot", "X", "X/USDT")]);
  for (const name of ["__proto__", "constructor", "toString"]) {
    expect(table.find(name)).toEqual([]);
    expect(table.bySymbol("spot", name)).toBeUndefined();
  }
});

test("scales are the same only when a unit means the same of prices and of sizes", () => {
  const one = instrument("spot", "X", "X/USDT");
  const halted: Instrument = { ...one, status: "halted" };
  expect(sameScales(one, halted)).toBe(true);
  expect(sameScales(one, { ...one, priceScale: 3 })).toBe(false);
  expect(sameScales(one, { ...one, sizeScale: 4 })).toBe(false);
});

test("sizes of venues that count differently are the same number in base coins", () => {
  const coins = instrument("spot", "btc_usdt", "BTC/USDT");
  const contracts: Instrument = { ...coins, sizeUnit: "contract", contractSize: "0.001", sizeScale: 0 };
  expect(String(baseSize(coins, new Size(sizeUnits(1_875), 3, "base")))).toBe("1.875");
  expect(String(baseSize(contracts, new Size(sizeUnits(1_875), 0, "contract")))).toBe("1.875");
  const exponent: Instrument = { ...contracts, contractSize: "1E-4" };
  expect(String(baseSize(exponent, new Size(sizeUnits(3), 0, "contract")))).toBe("0.0003");
  expect(() => baseSize({ ...contracts, contractSize: "many" }, new Size(sizeUnits(3), 0, "contract"))).toThrow(InvariantError);
});
