// The ledger beside the venue: open orders, positions, balances. Trading of a product waits for the first clean sheet, and stops when
// something is not explained, until it is or a person takes it as it is.

import { type BalanceReport } from "#core/account/account-event";
import { epochMs } from "#core/brand";
import { type Instrument, type Product } from "#core/instrument";
import { type Timer } from "#core/port";
import { type AccountStanding } from "#trading/account/account-keeper";
import { foreignOrders } from "#trading/ledger/exposure";
import { type LedgerDesk } from "#trading/ledger/ledger-desk";
import { type LedgerEntry } from "#trading/ledger/ledger-entry";
import { type ProofLine, type ProofSheet } from "#trading/ledger/ledger-types";
import { ExpectedPositions, netPositions } from "#trading/ledger/proof/expected-positions";
import { balanceLines, foreignLine, ownLines, positionLines, type Thoughts, thoughtsOf } from "#trading/ledger/proof/proof-lines";
import { Questions } from "#trading/ledger/questions";
import { distinct } from "#trading/ledger/runs/unknown-resolver";
import { venueNow } from "#trading/trading-context";

/** Two sheets that nobody asked for are at least so far apart. */
const LEAST_GAP_MS = 5_000;

interface Run {
  readonly reason: string;
  readonly before: Thoughts;
  readonly balancesBefore: readonly BalanceReport[];
  /** Those that were unknown when it began: it waits for them. */
  readonly unknown: readonly LedgerEntry[];
  rounds: number;
}

export class Reconciliation {
  readonly #desk: LedgerDesk;
  readonly #product: Product;
  readonly #told: (sheet: ProofSheet) => void;
  readonly #expected: ExpectedPositions;
  readonly #waiting: ((sheet: ProofSheet) => void)[] = [];
  /** Orders of open lines that a person took as they are, with what the venue said. */
  readonly #accepted = new Map<string, string | undefined>();
  #sheet: ProofSheet | undefined;
  #run: Run | undefined;
  #wanted: string | undefined;
  #questions: Questions | undefined;
  #timer: Timer | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #wasStale = false;

  constructor(desk: LedgerDesk, product: Product, about: { readonly told: (sheet: ProofSheet) => void }) {
    this.#desk = desk;
    this.#product = product;
    this.#told = about.told;
    const { journal, instruments } = desk.options;
    const now = venueNow(desk.context);
    const aheadMs = now - desk.context.clock.now();
    this.#expected = new ExpectedPositions(product, { recovered: journal.recovered, table: instruments(), now, aheadMs });
  }

  get expected(): ExpectedPositions {
    return this.#expected;
  }

  /** Why orders are blocked; undefined when they are not. */
  get trouble(): string | undefined {
    if (this.#sheet === undefined) return "the account has not been reconciled since the start";
    const open = this.#sheet.lines.filter((line) => line.verdict === "open" && !this.#isAccepted(line));
    return open.length === 0 ? undefined : `not explained: ${open.map(({ what, name }) => `${what} ${name}`).join(", ")}`;
  }

  /** Asked for by somebody: as soon as the account is synced. */
  ask(reason: string, settled: (sheet: ProofSheet) => void): void {
    this.#waiting.push(settled);
    this.#want(reason, 0);
  }

  /** Asked for by an event: not more often than makes sense. */
  request(reason: string): void {
    this.#want(reason, Math.max(0, this.#lastAt + LEAST_GAP_MS - this.#desk.now));
  }

  /** After a break everything is compared again; what was only asked for anew is not. */
  stands(standing: AccountStanding["kind"]): void {
    if (standing === "stale" || standing === "refused") this.#wasStale = true;
    if (standing !== "synced" || this.#run !== undefined) return;
    if (this.#wasStale) this.request("the account is synced again");
    else if (this.#wanted !== undefined) this.#want(this.#wanted, 0);
    this.#wasStale = false;
  }

  accept(): void {
    const sheet = this.#sheet;
    if (sheet === undefined) return;
    const lines = sheet.lines.filter(({ verdict }) => verdict === "open");
    for (const line of lines) {
      if (line.what === "position" && line.instrument !== undefined) this.#take(line.instrument);
      else this.#accepted.set(line.name, line.venue);
      this.#desk.record({ kind: "adopted", what: `${line.what} ${line.name}: ${line.venue ?? "nothing"}` });
    }
    // A position is taken this once: the same size again, when something else is expected by then, is another thing to explain.
    const isTaken = ({ what, verdict }: ProofLine): boolean => what === "position" && verdict === "open";
    this.#sheet = { ...sheet, lines: sheet.lines.map((line) => (isTaken(line) ? { ...line, verdict: "adopted" } : line)) };
    this.#write();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#questions?.stop();
  }

  // ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  #want(reason: string, inMs: number): void {
    if (this.#desk.stopped) return;
    this.#wanted ??= reason;
    if (this.#run !== undefined) return;
    this.#later(inMs, () => this.#begin());
  }

  #begin(): void {
    const { side } = this.#desk.options;
    // Its standing calls back once it is.
    if (this.#run !== undefined || side.keeper(this.#product).standing.kind !== "synced") return;
    // What the journal knows and could not be understood may be listed again: then it is looked for like any other.
    this.#desk.work.lost(this.#product);
    const own = this.#own;
    this.#run = {
      reason: this.#wanted ?? "a look",
      before: thoughtsOf(own),
      balancesBefore: this.#desk.state(this.#product).balances,
      unknown: own.filter(({ state }) => state.kind === "unknown"),
      rounds: 0,
    };
    this.#wanted = undefined;
    this.#round(this.#run);
  }

  #later(delayMs: number, act: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#desk.context.clock.after(delayMs, act);
  }

  get #own(): readonly LedgerEntry[] {
    return this.#desk.book.open.filter(({ intent }) => intent.instrument.product === this.#product);
  }

  // ── a round ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #round(run: Run): void {
    const desk = this.#desk;
    const state = desk.state(this.#product);
    const failed = (): void => this.#later(desk.settings.reconcilePauseMs, () => this.#round(run));
    const questions = new Questions(desk, this.#product, failed);
    this.#questions = questions;
    this.#expected.follow((instrument) => desk.renamed(instrument));
    const instruments = distinct([
      ...this.#own.map(({ intent }) => intent.instrument),
      ...state.liveOrders.map(({ instrument }) => instrument),
      ...this.#expected.instruments,
    ]);
    questions.openOrders(instruments, (listed) => {
      const open = new Set(listed.map(({ venueOrderId }) => venueOrderId));
      const missing = this.#own.filter(({ state: { kind }, liveLegs }) => kind === "live" && liveLegs.some((id) => !open.has(id)));
      questions.each(
        missing,
        ({ intent, reference }, done) => questions.about(intent.instrument, (answered) => questions.order(reference, answered), done),
        () => this.#fillsOfBefore(questions, instruments, () => this.#money(questions, (balances) => this.#compare(run, balances))),
      );
    });
  }

  /** A restarted process reads every trade since what it last proved. */
  #fillsOfBefore(questions: Questions, instruments: readonly Instrument[], next: () => void): void {
    if (this.#sheet !== undefined || this.#desk.options.journal.recovered.length === 0) next();
    else questions.fills(instruments, epochMs(this.#expected.since - 1_000), next);
  }

  #money(questions: Questions, next: (balances: readonly BalanceReport[]) => void): void {
    const reads = this.#desk.options.side.reads(this.#product);
    const state = this.#desk.state(this.#product);
    const balances = (): void => {
      const askedAt = state.moment;
      questions.ask(reads.balances(), (told) => {
        for (const balance of told) state.apply(balance, askedAt);
        next(told);
      });
    };
    if (reads.positions === undefined) {
      balances();
      return;
    }
    const asked = { time: venueNow(this.#desk.context), at: state.moment };
    questions.ask(reads.positions(), (positions) => {
      state.positionsListed(positions, ({ product }) => product === this.#product, asked);
      balances();
    });
  }

  #compare(run: Run, balances: readonly BalanceReport[]): void {
    const desk = this.#desk;
    const { settings } = desk;
    const again = (): void => this.#later(settings.reconcilePauseMs, () => this.#round(run));
    // Orders of which nobody knows are looked for by others, who end it one way or the other.
    if (run.unknown.some(({ state }) => state.kind === "unknown" && !state.listed)) {
      again();
      return;
    }
    run.rounds += 1;
    if (this.#hasUnanswered(run)) {
      again();
      return;
    }
    const lines = this.#lines(run, balances);
    const isOpen = lines.some((line) => line.verdict === "open" && line.what === "position" && !this.#isAccepted(line));
    if (isOpen && run.rounds < settings.reconcileRoundsMax && !this.#isAdopting) {
      desk.options.side.keeper(this.#product).refresh("a position is not explained");
      again();
      return;
    }
    this.#finish(run, lines);
  }

  /**
   * Orders of a market that the venue does not answer for: in no list any more, maybe. They are asked for as often as anything else that is
   * not explained; then they wait for a person like every order of which nobody knows whether it lives.
   */
  #hasUnanswered(run: Run): boolean {
    const unanswered = this.#questions?.unanswered;
    const silent = this.#own.filter(({ state: { kind }, intent }) => kind === "live" && unanswered?.has(intent.instrument.symbol));
    if (silent.length > 0 && run.rounds < this.#desk.settings.reconcileRoundsMax) return true;
    for (const entry of silent) {
      this.#desk.work.unanswered(entry, unanswered?.get(entry.intent.instrument.symbol)?.message ?? "");
    }
    return false;
  }

  /** What was there before us is taken as it is, where a setting says so. */
  get #isAdopting(): boolean {
    return this.#desk.settings.adoptAtStart && this.#sheet === undefined;
  }

  #lines(run: Run, balances: readonly BalanceReport[]): readonly ProofLine[] {
    const desk = this.#desk;
    const state = desk.state(this.#product);
    const own = [...new Set([...[...run.before.keys()].flatMap((id) => desk.book.get(id) ?? []), ...this.#own])];
    const foreign = foreignOrders(desk).filter(({ instrument }) => instrument.product === this.#product);
    const lost = desk.work.lost(this.#product).map(
      ({ clientOrderId: name }): ProofLine => ({
        what: "order",
        instrument: undefined,
        name,
        thought: "unknown",
        venue: undefined,
        verdict: "open",
      }),
    );
    return [
      ...ownLines(own, run.before),
      ...lost,
      ...foreign.map(foreignLine),
      ...(desk.options.side.reads(this.#product).positions === undefined ? [] : positionLines(this.#expected, state.positions)),
      ...balanceLines(run.balancesBefore, balances),
    ];
  }

  #finish(run: Run, found: readonly ProofLine[]): void {
    const desk = this.#desk;
    const lines = found.map((line) => (line.verdict === "open" && this.#adopts(line) ? { ...line, verdict: "adopted" as const } : line));
    const open = lines.filter(({ verdict }) => verdict === "open");
    const { reason } = run;
    const sheet = { product: this.#product, at: desk.context.clock.now(), reason, lines, clean: open.length === 0 };
    this.#sheet = sheet;
    this.#run = undefined;
    this.#lastAt = desk.now;
    if (sheet.clean) this.#write();
    desk.context.log.write(sheet.clean ? "info" : "error", "reconciled", {
      product: this.#product,
      reason,
      lines: lines.length,
      open: open
        .map(({ what, name, thought, venue }) => `${what} ${name}: thought ${thought ?? "nothing"}, venue ${venue ?? "nothing"}`)
        .join("; "),
    });
    desk.context.metrics.count("truebook_reconciliations_total", 1, { clean: String(sheet.clean) });
    this.#told(sheet);
    for (const settled of this.#waiting.splice(0)) settled(sheet);
    if (this.#wanted === undefined) this.#later(desk.settings.reconcileEveryMs, () => this.#want("the time for it", 0));
    else this.#want(this.#wanted, LEAST_GAP_MS);
  }

  #adopts(line: ProofLine): boolean {
    if (this.#isAccepted(line)) return true;
    if (!this.#isAdopting || line.what !== "position" || line.instrument === undefined) return false;
    this.#take(line.instrument);
    return true;
  }

  /** What the venue holds there is what is expected from now on. */
  #take(market: Instrument): void {
    const told = netPositions(this.#desk.state(this.#product).positions).get(market.symbol);
    this.#expected.accept(told?.instrument ?? market, told?.net ?? 0);
  }

  #isAccepted({ name, venue }: ProofLine): boolean {
    return this.#accepted.has(name) && this.#accepted.get(name) === venue;
  }

  #write(): void {
    const what = this.#expected.proof(epochMs(Math.floor(venueNow(this.#desk.context))));
    if (what !== undefined) this.#desk.record({ kind: "adopted", what });
  }
}
