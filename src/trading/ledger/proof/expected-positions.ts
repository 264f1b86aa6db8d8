// What positions should be by our own reckoning: what was proven once, and every fill since. Kept in the journal, so that a restarted
// process can tell a position that it explains from one that it does not.

import { type FillReport, type PositionReport } from "#core/account/account-event";
import { unitsIn, widened } from "#core/account/joint-scales";
import { type JournalEntry } from "#core/account/order-journal";
import { type EpochMs, epochMs } from "#core/brand";
import { textToUnits, unitsToText } from "#core/decimal";
import { type Instrument, type InstrumentTable, type Product } from "#core/instrument";

const FORM = /^positions (\S+) at (\d+):(.*)$/;

/** A proof of positions that stand still is written again after this long. */
const PROOF_AGE_MS = 3_600_000;

interface Line {
  instrument: Instrument;
  base: number;
  moved: number;
}

/** Net positions of one product in size units, longs positive. */
export class ExpectedPositions {
  readonly #product: Product;
  /** Fills before this are in what was proven. */
  readonly since: EpochMs;
  readonly #lines = new Map<string, Line>();
  #written: { readonly text: string; readonly at: EpochMs } | undefined;

  constructor(
    product: Product,
    from: { readonly recovered: readonly JournalEntry[]; readonly table: InstrumentTable; readonly now: EpochMs; readonly aheadMs: number },
  ) {
    this.#product = product;
    const proven = from.recovered.flatMap((entry) => {
      const found = entry.kind === "adopted" ? FORM.exec(entry.what) : null;
      return found?.[1] === product ? [found] : [];
    });
    const last = proven.at(-1);
    const [first] = from.recovered;
    // Without a proof everything since the first line of the journal has to explain what is there.
    this.since = last === undefined ? epochMs(first === undefined ? from.now : first.at + from.aheadMs) : epochMs(Number(last[2]));
    for (const part of (last?.[3] ?? "").split(" ")) {
      const at = part.lastIndexOf("=");
      const instrument = at < 0 ? undefined : from.table.bySymbol(product, part.slice(0, at));
      const units = instrument === undefined ? undefined : signedUnits(part.slice(at + 1), instrument.sizeScale);
      if (instrument !== undefined && units !== undefined) this.#line(instrument).base = units;
    }
  }

  /** A fill moves what is expected; one that the venue took back moves it the other way. */
  filled({ instrument, side, size, venueTime, voided }: FillReport): void {
    if (venueTime < this.since || instrument.kind === "spot") return;
    const line = this.#line(instrument);
    const units = unitsIn(size, instrument.sizeScale, line.instrument.sizeScale);
    const signed = side === "buy" ? units : -units;
    line.moved += voided === true ? -signed : signed;
  }

  get instruments(): readonly Instrument[] {
    return [...this.#lines.values()].map(({ instrument }) => instrument);
  }

  /** What is held in a market that was given another name is held under the new one. */
  follow(renamed: (instrument: Instrument) => Instrument | undefined): void {
    for (const [symbol, { instrument, base, moved }] of [...this.#lines]) {
      const now = renamed(instrument);
      if (now === undefined) continue;
      const line = this.#line(now);
      line.base += unitsIn(base, instrument.sizeScale, line.instrument.sizeScale);
      line.moved += unitsIn(moved, instrument.sizeScale, line.instrument.sizeScale);
      this.#lines.delete(symbol);
    }
  }

  /** What is expected, in size units of an instrument whose scale also writes the numbers of the one given. */
  expected(wanted: Instrument): { readonly instrument: Instrument; readonly units: number } {
    if (!this.#lines.has(wanted.symbol)) return { instrument: wanted, units: 0 };
    const { instrument, base, moved } = this.#line(wanted);
    return { instrument, units: base + moved };
  }

  /** From now on this is what was proven. */
  accept(instrument: Instrument, net: number): void {
    const line = this.#line(instrument);
    line.base = unitsIn(net, instrument.sizeScale, line.instrument.sizeScale) - line.moved;
  }

  /** The line for the journal, when it says something new or the last one is old: a process after this one reads every trade since. */
  proof(at: EpochMs): string | undefined {
    const held = [...this.#lines.values()].filter(({ base, moved }) => base + moved !== 0);
    const text = held
      .map(({ instrument, base, moved }) => `${instrument.symbol}=${unitsText(base + moved, instrument.sizeScale)}`)
      .join(" ");
    const last = this.#written;
    if (text === last?.text && Math.abs(at - last.at) < PROOF_AGE_MS) return undefined;
    this.#written = { text, at };
    return `positions ${this.#product} at ${at}:${text}`;
  }

  /** The line of a market, at a scale that writes the numbers of these rules of it too. */
  #line(instrument: Instrument): Line {
    const known = this.#lines.get(instrument.symbol);
    if (known !== undefined) {
      const from = known.instrument.sizeScale;
      known.instrument = widened(known.instrument, instrument);
      known.base = unitsIn(known.base, from, known.instrument.sizeScale);
      known.moved = unitsIn(known.moved, from, known.instrument.sizeScale);
      return known;
    }
    const made = { instrument, base: 0, moved: 0 };
    this.#lines.set(instrument.symbol, made);
    return made;
  }
}

/** Net sizes by symbol: long legs less short ones. */
export function netPositions(
  positions: readonly PositionReport[],
): ReadonlyMap<string, { readonly instrument: Instrument; readonly net: number }> {
  const nets = new Map<string, { readonly instrument: Instrument; readonly net: number }>();
  for (const { instrument, side, size } of positions) {
    const signed = side === "long" ? size : side === "short" ? -size : 0;
    nets.set(instrument.symbol, { instrument, net: (nets.get(instrument.symbol)?.net ?? 0) + signed });
  }
  return nets;
}

/** Decimal text with its sign. */
export function unitsText(units: number, scale: number): string {
  return units < 0 ? `-${unitsToText(-units, scale)}` : unitsToText(units, scale);
}

function signedUnits(text: string, scale: number): number | undefined {
  const units = textToUnits(text.replace(/^-/, ""), scale);
  return units === undefined || !text.startsWith("-") ? units : -units;
}
