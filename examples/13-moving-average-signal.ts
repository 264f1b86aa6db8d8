// Two per cent above the average of the last twenty closed minutes is BUY, two below is SELL, and all else HOLD. The average is of
// closed candles, so the price that is compared is not part of it, and the signal is told when it changes, not at every tick.
// Run it: npx tsx examples/13-moving-average-signal.ts [http://127.0.0.1:7421]

import { SMA } from "trading-signals";
import { type Candle, connect } from "truebook";
import { textToUnits } from "truebook/core";

const PERIOD = 20;
const BAND_PERCENT = 2;

const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
const average = new SMA(PERIOD);

const { rows } = await lmex.fetchCandles("BTC-PERP", "1m", { limit: PERIOD + 1 });
for (const candle of rows) closed(candle);
console.log(rows.map(({ state, close }) => (state === "closed" ? close : `(${close})`)).join(" "));

let told = "";
let looks = 0;
for await (const candle of lmex.watchCandles("BTC-PERP", "1m")) {
  const { word, percent } = signalOf(unitsOf(candle));
  if (word !== told) console.log(`${candle.close} is ${percent} of the average: ${word}`);
  told = word;
  closed(candle);
  looks += 1;
  if (looks === 5) break;
}
console.log(`${looks} looks at the market, the last word is ${told}`);

function unitsOf({ close, instrument }: Candle): number {
  return textToUnits(close, instrument.priceScale) ?? Number.NaN;
}

/** An average of whole units that were all multiplied by its period is their exact sum: nothing is rounded on the way. */
function closed(candle: Candle): void {
  if (candle.state === "closed") average.add(unitsOf(candle) * PERIOD);
}

/** Strictly outside of the band, in whole numbers: price × 20 × 100 against the sum × 102 or × 98. */
function signalOf(price: number): { readonly word: string; readonly percent: string } {
  if (!average.isStable || !Number.isSafeInteger(price)) return { word: "too early to say", percent: "an unknown part" };
  const sum = BigInt(average.getResultOrThrow());
  const scaled = BigInt(price) * BigInt(PERIOD * 100);
  const percent = `${Number((scaled * 1_000n) / sum) / 1_000} %`;
  if (scaled > sum * BigInt(100 + BAND_PERCENT)) return { word: "BUY", percent };
  return { word: scaled < sum * BigInt(100 - BAND_PERCENT) ? "SELL" : "HOLD", percent };
}
