// Looks for orders of which nobody knows whether the venue has them: by our name where it can be asked for, among open orders, past
// orders and fills. "Not there" is believed only when it was looked for everywhere, long after it must have been visible.

import { type FillReport, type OrderReport } from "#core/account/account-event";
import { type OrderReference, type VenueOrderId } from "#core/account/order";
import { epochMs, sizeUnits } from "#core/brand";
import { TransportError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { type Timer } from "#core/port";
import { type Evidence } from "#trading/ledger/evidence";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { Questions } from "#trading/ledger/questions";
import { matchUnnamed } from "#trading/ledger/runs/unnamed-match";

/** Histories are read from so long before an order was written down. */
const BEFORE_MS = 60_000;
/** Orders that fills speak of and nobody knows, asked for in one round; the next one goes on with the others. */
const STRANGERS_MAX = 20;
const STRANGER_AGAIN_MS = 5_000;

/** Looks for the unknown orders of one product, all in the same rounds. */
export class UnknownResolver {
  readonly #desk: LedgerDesk;
  readonly #evidence: Evidence;
  readonly #product: Product;
  #round: Questions | undefined;
  #timer: Timer | undefined;
  #strangerTimer: Timer | undefined;
  /** Bounded by the orders that trade while a question is under way. */
  readonly #strangers = new Map<VenueOrderId, OrderReference & { readonly venueOrderId: VenueOrderId }>();
  #rounds = 0;
  #again = false;

  constructor(desk: LedgerDesk, evidence: Evidence, product: Product) {
    this.#desk = desk;
    this.#evidence = evidence;
    this.#product = product;
  }

  /** There is something new to look for. */
  look(): void {
    this.#rounds = 0;
    if (this.#round !== undefined) this.#again = true;
    else this.#later(0);
  }

  /** The venue had it, and does not answer for its market any more. */
  unanswered(entry: LedgerEntry, why: string): void {
    const words = `the venue does not answer for ${entry.intent.instrument.symbol} any more: ${why}`;
    this.#desk.become(entry, { kind: "unknown", since: this.#desk.now, cause: words, listed: false });
    this.#list(entry, words);
    this.look();
  }

  /** Fills of some venues carry no name of ours, and the order itself does: one that arrived after all, and ended at once, is told so only. */
  stranger(fill: FillReport): void {
    const { venueOrderId, instrument } = fill;
    if (this.#strangers.has(venueOrderId) || this.#desk.state(this.#product).order(venueOrderId) !== undefined) return;
    if (!this.#tombstones().some((entry) => mayBeOf(fill, entry))) return;
    this.#strangers.set(venueOrderId, { venueOrderId, instrument });
    if (this.#strangers.size === 1) this.#strangerTimer = this.#desk.context.clock.after(0, () => this.#askStrangers());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#strangerTimer?.cancel();
    this.#round?.stop();
  }

  /** One after the other; what fails is asked again. */
  #askStrangers(): void {
    const [reference] = this.#strangers.values();
    if (this.#desk.stopped || reference === undefined) return;
    const next = (delayMs: number): void => {
      if (this.#desk.stopped) return;
      this.#strangerTimer = this.#desk.context.clock.after(delayMs, () => this.#askStrangers());
    };
    new Questions(this.#desk, this.#product, () => next(STRANGER_AGAIN_MS)).order(reference, () => {
      this.#strangers.delete(reference.venueOrderId);
      next(0);
    });
  }

  get #unknown(): readonly LedgerEntry[] {
    return this.#desk.book.unknown.filter(({ intent }) => intent.instrument.product === this.#product);
  }

  #later(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#desk.context.clock.after(delayMs, () => this.#begin());
  }

  #next(): void {
    this.#round = undefined;
    const unknown = this.#unknown;
    if (this.#desk.stopped || unknown.length === 0) return;
    const { least, most, listed } = this.#desk.settings.askAgainMs;
    this.#rounds += 1;
    const usualMs = Math.min(most, least * 2 ** Math.min(this.#rounds - 1, 10));
    const isRest = unknown.every(({ state }) => state.kind === "unknown" && state.listed);
    this.#later(this.#again ? 0 : isRest ? listed : usualMs);
    this.#again = false;
  }

  #begin(): void {
    const entries = this.#unknown;
    if (this.#desk.stopped || this.#round !== undefined || entries.length === 0) return;
    const beganAt = this.#desk.now;
    const round = new Questions(this.#desk, this.#product, (error) => {
      // A venue that answers is reachable, also when its answer is of no use: then a person has to look.
      if (!(error instanceof TransportError)) for (const entry of entries) this.#listLate(entry, error.message);
      this.#next();
    });
    this.#round = round;
    const instruments = distinct(entries.map(({ intent }) => intent.instrument));
    const since = epochMs(Math.min(...entries.map(({ reservedTime }) => reservedTime)) - BEFORE_MS);
    round.each(
      entries,
      (entry, done) => this.#byName(round, entry, done),
      () =>
        round.openOrders(instruments, () =>
          round.aboutEach(
            instruments,
            (instrument, done) => round.pastOrders(instrument, since, done),
            () =>
              round.fills(instruments, since, (fills) => {
                const state = this.#desk.state(this.#product);
                const sought = [...entries, ...this.#tombstones()];
                const strangers = fills.filter(({ venueOrderId: id }) => state.order(id) === undefined);
                const references = distinctOrders(strangers.filter((fill) => sought.some((entry) => mayBeOf(fill, entry))));
                const isWhole = references.length <= STRANGERS_MAX;
                round.each(
                  references.slice(0, STRANGERS_MAX),
                  (reference, done) => round.about(reference.instrument, (answered) => round.order(reference, answered), done),
                  () => {
                    this.#judge(entries, round, { beganAt, isWhole });
                    this.#next();
                  },
                );
              }),
          ),
        ),
    );
  }

  /** The venue's name is asked for where it is known, else ours where the venue finds orders by it. */
  #byName(round: Questions, entry: LedgerEntry, done: () => void): void {
    const { queryable } = this.#desk.codec(entry).description.orders.clientOrderId;
    if (entry.state.kind !== "unknown" || (entry.venueOrderId === undefined && !queryable)) {
      done();
      return;
    }
    const ask = (answered: () => void): void =>
      round.order(entry.reference, (report) => {
        if (report !== undefined) this.#evidence.take(entry, report);
        answered();
      });
    round.about(entry.intent.instrument, ask, done);
  }

  // ── what a whole round proves ────────────────────────────────────────────────────────────────────────────────────

  #judge(entries: readonly LedgerEntry[], { unanswered }: Questions, about: { readonly beganAt: number; readonly isWhole: boolean }): void {
    const stillUnknown = entries.filter(({ state }) => state.kind === "unknown");
    const { pairs, ambiguous } = matchUnnamed([...stillUnknown, ...this.#tombstones()], this.#unclaimed());
    for (const [entry, report] of pairs) {
      this.#desk.note(entry, `adopted by what it wants: the venue dropped its name (${report.venueOrderId})`);
      entry.guess = report.venueOrderId;
      this.#evidence.take(entry, report);
    }
    for (const entry of stillUnknown) {
      const refusal = unanswered.get(entry.intent.instrument.symbol);
      if (refusal === undefined) this.#verdict(entry, { ...about, isAmbiguous: ambiguous.includes(entry) });
      else this.#listLate(entry, refusal.message);
    }
  }

  #tombstones(): readonly LedgerEntry[] {
    return this.#desk.book.neverArrived.filter(({ intent }) => intent.instrument.product === this.#product);
  }

  #unclaimed(): readonly OrderReport[] {
    const { book } = this.#desk;
    return this.#desk.state(this.#product).orders.filter(({ venueOrderId: id }) => book.byVenueId(this.#product, id) === undefined);
  }

  #verdict(entry: LedgerEntry, about: { readonly beganAt: number; readonly isWhole: boolean; readonly isAmbiguous: boolean }): void {
    const { state } = entry;
    if (state.kind !== "unknown") return;
    const desk = this.#desk;
    const { settings } = desk;
    const { visibleAfterMs } = desk.codec(entry).description.orders;
    const isVisible = about.beganAt - state.since >= visibleAfterMs * settings.visibleFactor;
    const isSynced = desk.options.side.keeper(this.#product).standing.kind === "synced";
    if (!about.isWhole) this.#listLate(entry, "more orders traded than could be asked about, and one of them may be it");
    else if (isVisible && isSynced && !about.isAmbiguous && !entry.renamed) {
      if (entry.venueOrderId === undefined) this.#neverArrived(entry);
      else this.#forgotten(entry);
    } else if (about.isAmbiguous && isVisible) this.#list(entry, "several orders of the venue's could be it");
    else this.#listLate(entry, "the venue shows neither that it lives nor that it does not");
  }

  /** The venue could be asked for long enough. */
  #listLate(entry: LedgerEntry, why: string): void {
    entry.reachableAt ??= this.#desk.now;
    if (this.#desk.now - entry.reachableAt >= this.#desk.settings.resolveWithinMs) this.#list(entry, why);
  }

  #list(entry: LedgerEntry, why: string): void {
    const { state } = entry;
    if (state.kind !== "unknown" || state.listed) return;
    this.#desk.note(entry, `listed for a person: ${why}`);
    this.#desk.log("error", "order-unknown", entry, { words: why, listed: true });
    this.#desk.become(entry, { ...state, listed: true });
  }

  #neverArrived(entry: LedgerEntry): void {
    const desk = this.#desk;
    if (entry.isListed) desk.work.reconcile(this.#product, "a listed order is known again");
    desk.counts.resolved += 1;
    desk.note(entry, "never arrived: it is in no list, long after it must have been visible");
    desk.log("warn", "order-resolved", entry, { status: "never-arrived" });
    desk.become(entry, { kind: "never-arrived" });
  }

  /** The venue had it, and forgets ended orders: its fills tell how it ended. */
  #forgotten(entry: LedgerEntry): void {
    const id = entry.venueOrderId;
    if (id === undefined) return;
    const state = this.#desk.state(this.#product);
    this.#desk.join(entry);
    const filled = Math.max(entry.filled, state.filledOf(id));
    const status = entry.size > 0 && filled >= entry.size ? "filled" : "cancelled";
    const { instrument, clientOrderId, side, style } = entry.intent;
    const unsaid = { averagePrice: undefined, reduceOnly: undefined, venueTime: undefined, price: undefined, size: undefined };
    const words = "the venue does not know it any more";
    const names = { instrument, clientOrderId, venueOrderId: id, side, style: style.kind };
    state.apply({ kind: "order", ...unsaid, ...names, status, filledSize: sizeUnits(filled), words, origin: "derived" });
    const known = state.order(id);
    if (known !== undefined) this.#evidence.take(entry, known);
  }
}

/** Whether a fill without a name of ours can be of an order of ours, as far as a fill tells. */
const mayBeOf = ({ instrument, side }: FillReport, { intent }: LedgerEntry): boolean =>
  intent.instrument.symbol === instrument.symbol && intent.side === side;

/** Each instrument once. */
export function distinct(instruments: readonly Instrument[]): readonly Instrument[] {
  return [...new Map(instruments.map((each) => [`${each.product} ${each.symbol}`, each])).values()];
}

function distinctOrders(fills: readonly Required<Pick<OrderReference, "venueOrderId" | "instrument">>[]): readonly OrderReference[] {
  return [...new Map(fills.map(({ venueOrderId, instrument }) => [venueOrderId, { venueOrderId, instrument }])).values()];
}
