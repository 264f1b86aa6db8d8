// Only moves that matter: more than a tenth of a per cent within the day. The unit is in the name, a fraction (0.1 % is 0.001), and a
// market that does not tell its change is left out with a word, because no news is not zero.
// Run it: npx tsx examples/15-filter.ts [http://127.0.0.1:7421]

import { connect } from "truebook";
import { parseDecimal } from "truebook/core";

const LEAST = { mantissa: 1n, decimals: 3 }; // 0.001
const [simulator] = process.argv.slice(2);
await using lmex = await connect("lmex", simulator === undefined ? {} : { simulator });
const silent = new Set<string>();
const watch = lmex.watchTickers(undefined, { everyMs: 800, signal: AbortSignal.timeout(10_000) });
const movers = watch.filter(({ instrument, changeFraction24h }) => {
  const change = changeFraction24h === undefined ? undefined : parseDecimal(changeFraction24h);
  if (change === undefined) silent.add(instrument.id);
  return change !== undefined && isAtLeast(change);
});

let shown = 0;
for await (const { instrument, last, changeFraction24h } of movers) {
  console.log(`${instrument.id.padEnd(10)} ${last ?? "–"}  moved by the fraction ${changeFraction24h}`);
  shown += 1;
  if (shown === 4) break;
}
console.log(silent.size === 0 ? "every market told its change" : `without a change: ${[...silent].join(", ")}`);

/** |change| ≥ 0.001, by whole numbers: both are brought to the same number of decimals. */
function isAtLeast({ mantissa, decimals }: { readonly mantissa: bigint; readonly decimals: number }): boolean {
  const size = mantissa < 0n ? -mantissa : mantissa;
  return size * 10n ** BigInt(LEAST.decimals) >= LEAST.mantissa * 10n ** BigInt(decimals);
}
