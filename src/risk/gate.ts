// The one way out for orders. Every rule looks at every order; the first that fails refuses it, and all of them are kept for whoever asks
// why. Nothing here waits: a verdict stands in the turn in which it is asked for, on what the view says in that turn.

import { type FillReport } from "#core/account/account-event";
import { type ClearedChange, type ClearedOrder, type OrderChange, type OrderIntent } from "#core/account/order";
import {
  type ChangeClearance,
  type Clearance,
  type Killed,
  type OrderGate,
  type Refused,
  type Rehearsal,
  type RiskAction,
  type RiskCheck,
  type RiskOrder,
  type RiskRule,
} from "#core/account/risk";
import { type RiskLine } from "#core/account/risk-limits";
import { monotonicMs, type SizeUnits, sizeUnits } from "#core/brand";
import { UsageError } from "#core/error";
import { type Instrument, type Product } from "#core/instrument";
import { printable } from "#core/text/printable";
import { candidate, changed, quoteUnits, remainingAfter } from "#risk/candidate";
import { KillSwitch } from "#risk/kill-switch";
import { Latches } from "#risk/latches";
import { MemoryKeeper } from "#risk/memory-keeper";
import { readMemory } from "#risk/memory-text";
import { ProfitBook } from "#risk/profit/profit-book";
import { changeReduces, reduces } from "#risk/reduction";
import { type RiskEvent } from "#risk/risk-event";
import { type RiskGate, type RiskGateOptions } from "#risk/risk-gate";
import { riskLines } from "#risk/risk-lines";
import { type Failed, type Rule, type Situation, type Standing } from "#risk/rule";
import { dailyLoss } from "#risk/rules/conduct/daily-loss";
import { drawdown } from "#risk/rules/conduct/drawdown";
import { countsAsReject, rejectRate } from "#risk/rules/conduct/reject-rate";
import { likeness } from "#risk/rules/conduct/repeat-order";
import { RULES, STANDING_RULES } from "#risk/rules/rule-table";
import { SlidingCount } from "#risk/sliding-count";
import { Valuation } from "#risk/valuation";
import { legOf, worstCases } from "#risk/worst-case";

/** What queued up while the process stood still has been read by then; only a later proof counts. */
const STALL_SETTLE_MS = 250;

/** Makes the gate of one account. Throws ConfigError when what risk remembers cannot be read: losses may stand in it. */
export function createRiskGate(options: RiskGateOptions): RiskGate {
  return new Gate(options);
}

interface Judgement {
  readonly situation: Situation;
  readonly checks: readonly RiskCheck[];
  readonly failed: { readonly rule: RiskRule; readonly found: Failed } | undefined;
}

/** An order or a change as it is judged. */
interface Question {
  /** What would be at the venue. */
  readonly intent: OrderIntent;
  readonly isChange: boolean;
  readonly others: readonly RiskOrder[];
  /** What it can still trade beside the others; undefined for its whole size. */
  readonly remaining: SizeUnits | undefined;
  /** Whether the others hold it already. */
  readonly listed: boolean;
}

class Gate implements RiskGate {
  readonly #options: RiskGateOptions;
  readonly #valuation: Valuation;
  readonly #kill: KillSwitch;
  readonly #latches: Latches;
  readonly #profit: ProfitBook;
  readonly #keeper: MemoryKeeper;
  readonly #sent: SlidingCount;
  readonly #repeats: SlidingCount;
  readonly #rejects: SlidingCount;
  readonly #listeners = new Set<(event: RiskEvent) => void>();
  #closing = false;
  #stall: Standing["stall"];
  /** Thrown before this gate was made. */
  readonly #restored: Killed | undefined;

  constructor(options: RiskGateOptions) {
    this.#options = options;
    const { clock, log, metrics, view, memory, limits } = options;
    const text = memory.load();
    const recovered = text === undefined ? undefined : readMemory(text);
    this.#valuation = new Valuation({ view, clock, collarBps: limits.priceCollarBps?.max });
    this.#kill = new KillSwitch(options.latch, log);
    this.#restored = this.#kill.thrown;
    this.#latches = new Latches(clock, recovered?.halts ?? []);
    this.#profit = new ProfitBook({
      clock,
      log,
      metrics,
      view,
      valuation: this.#valuation,
      recovered: recovered?.profit,
      changed: () => this.#keeper.saveSoon(),
    });
    this.#keeper = new MemoryKeeper({
      clock,
      log,
      memory,
      remembered: () => ({ profit: this.#profit.state, halts: this.#latches.halts }),
    });
    this.#sent = new SlidingCount(clock, 1_000);
    this.#repeats = new SlidingCount(clock, 60_000);
    this.#rejects = new SlidingCount(clock, 60_000);
  }

  clear(intent: OrderIntent): Clearance {
    const question = this.#orderQuestion(intent);
    const judgement = this.#judge(question, RULES);
    const lessens = this.#reduces(question);
    const refused = this.#refusal(judgement, lessens, true);
    if (refused !== undefined) return refused;
    this.#sent.add(intent.clientOrderId);
    if (!lessens) this.#repeats.add(likeness(intent));
    return { kind: "cleared", order: intent as ClearedOrder, checks: judgement.checks, book: judgement.situation.book, reduces: lessens };
  }

  clearChange(intent: OrderIntent, change: OrderChange): ChangeClearance {
    const others = this.#options.view.orders;
    const after = changed(intent, change);
    const listed = others.find(({ clientOrderId }) => clientOrderId === intent.clientOrderId);
    const remaining = remainingAfter(intent, after, listed);
    // The order as it is stays among the others: a change that is done by half leaves both.
    const judgement = this.#judge({ intent: after, isChange: true, others, remaining, listed: false }, RULES);
    const lessens = changeReduces(intent, change);
    const refused = this.#refusal(judgement, lessens, true);
    if (refused !== undefined) return refused;
    this.#sent.add(changeName(intent));
    return { kind: "cleared", order: change as ClearedChange, checks: judgement.checks, book: judgement.situation.book, reduces: lessens };
  }

  recheck(order: ClearedOrder, cleared: "before" | "in-this-turn" = "before"): Refused | undefined {
    if (cleared === "in-this-turn" && this.#isOpen) return undefined;
    const others = this.#options.view.orders.filter(({ clientOrderId }) => clientOrderId !== order.clientOrderId);
    const question = { intent: order, isChange: false, others, remaining: undefined, listed: false };
    return this.#leaving(order.clientOrderId, () => this.#refusal(this.#judge(question, AGAIN), this.#reduces(question), true));
  }

  recheckChange(intent: OrderIntent, change: ClearedChange): Refused | undefined {
    // Its sender lists both of its terms by now.
    const question = {
      intent: changed(intent, change),
      isChange: true,
      others: this.#options.view.orders,
      remaining: undefined,
      listed: true,
    };
    return this.#leaving(changeName(intent), () => this.#refusal(this.#judge(question, AGAIN), changeReduces(intent, change), true));
  }

  /** From now on it counts for the moment in which it leaves, not for that in which it was cleared. */
  #leaving(name: string, look: () => Refused | undefined): Refused | undefined {
    this.#sent.withdraw(name);
    const refused = look();
    if (refused === undefined) this.#sent.add(name);
    return refused;
  }

  preview(intent: OrderIntent): Rehearsal {
    const question = this.#orderQuestion(intent);
    const judgement = this.#judge(question, RULES);
    const refused = this.#refusal(judgement, this.#reduces(question), false);
    return { order: intent as ClearedOrder, checks: judgement.checks, refused };
  }

  answered(answer: Parameters<OrderGate["answered"]>[0]): void {
    if (answer.kind === "accepted" || !countsAsReject(answer.reason)) return;
    this.#rejects.add(answer.reason);
    const found = rejectRate.stand(this.#standing(this.#kill.thrown));
    if (!found.passed) this.#bite("reject-rate", found);
  }

  filled(fill: FillReport): void {
    this.#profit.filled(fill);
  }

  look(): void {
    this.#refresh();
    const standing = this.#standing(this.#kill.known);
    for (const rule of LOSSES) {
      const found = rule.stand(standing);
      if (!found.passed) this.#bite(rule.rule, found);
    }
    this.#keeper.look();
  }

  lines(): readonly RiskLine[] {
    return riskLines(this.#standing(this.#kill.thrown));
  }

  blocked(products: readonly Product[] = []): readonly { readonly rule: RiskRule; readonly words: string }[] {
    const standing = this.#standing(this.#kill.thrown);
    const { view } = this.#options;
    const found: { readonly rule: RiskRule; readonly words: string }[] = [];
    const note = (rule: RiskRule, words: string | undefined): unknown => words !== undefined && found.push({ rule, words });
    for (const { rule, stand } of STANDING_RULES) {
      const finding = stand(standing);
      if (!finding.passed) note(rule, finding.words);
    }
    note("instrument-halted", view.venueTrouble());
    for (const product of products) {
      note("account-not-synced", view.accountTrouble(product));
      note("not-reconciled", view.reconcileTrouble(product));
    }
    return found;
  }

  get killed(): Killed | undefined {
    return this.#kill.thrown;
  }

  kill({ by, reason, flatten }: { readonly by: string; readonly reason: string; readonly flatten: boolean }): void {
    this.#kill.throw({ at: this.#options.clock.now(), by, reason, flatten });
    this.#noticeKill();
  }

  halt(wish: { readonly reason: string; readonly action?: Exclude<RiskAction, "refuse">; readonly coolDownMs?: number }): void {
    const { reason, action = "halt", coolDownMs } = wish;
    this.#bite("halted", { words: reason, action, coolDownMs });
  }

  resume(by: string): void {
    if (by.trim() === "") {
      throw new UsageError("resume-needs-name", "Trading was to be resumed by nobody; it stays as it is. Say who resumes it.");
    }
    const wasKilled = this.#kill.thrown !== undefined;
    // What cannot be released throws here, and nothing is taken off.
    this.#kill.release();
    this.#kill.notice();
    const rules = new Set<RiskRule>(wasKilled ? ["killed"] : []);
    for (const { rule } of this.#latches.release()) rules.add(rule);
    if (!drawdown.stand(this.#standing(this.#kill.thrown)).passed) rules.add("drawdown");
    this.#afterHalts(by, [...rules]);
  }

  close(): void {
    this.#closing = true;
    this.#keeper.save();
  }

  loopStalled(ms: number): void {
    this.#stall = { ms, provenAfter: monotonicMs(this.#options.clock.monotonic() + STALL_SETTLE_MS) };
    this.#options.log.write("warn", "risk-loop-stalled", { ms });
  }

  listen(listener: (event: RiskEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  quoteSize(instrument: Instrument, quote: string): SizeUnits | undefined {
    const units = quoteUnits(instrument, quote, this.#valuation);
    return units === undefined || units > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : sizeUnits(Number(units));
  }

  #orderQuestion(intent: OrderIntent): Question {
    return { intent, isChange: false, others: this.#options.view.orders, remaining: undefined, listed: false };
  }

  #reduces({ intent, others }: Question): boolean {
    return reduces(intent, others, { view: this.#options.view, profit: this.#profit });
  }

  /** Whether none of our own switches is thrown, as far as this process knows: what can change within one turn. */
  get #isOpen(): boolean {
    return this.#kill.known === undefined && !this.#closing && this.#latches.halts.length === 0;
  }

  #judge(question: Question, rules: readonly Rule[]): Judgement {
    this.#refresh();
    const { intent, isChange, others, listed } = question;
    // The switch was looked at a moment ago.
    const standing = this.#standing(this.#kill.known);
    const { coins, value, leg } = candidate(intent, this.#valuation, question.remaining);
    const legs = others.map(legOf);
    const cases = listed ? worstCases(legs, standing) : leg && worstCases([...legs, leg], standing);
    const book = this.#options.view.book(intent.instrument);
    const situation: Situation = { standing, intent, isChange, book, coins, value, others, cases };
    const checks: RiskCheck[] = [];
    let failed: Judgement["failed"];
    for (const { rule, check } of rules) {
      const found = check(situation);
      checks.push({ rule, passed: found.passed, limit: found.limit, actual: found.actual });
      if (!found.passed) failed ??= { rule, found };
    }
    return { situation, checks, failed };
  }

  /** What follows from a judgement: nothing when all passed or when it lessens a position. */
  #refusal({ failed, checks }: Judgement, lessens: boolean, inEarnest: boolean): Refused | undefined {
    if (failed === undefined || lessens) return undefined;
    const { rule, found } = failed;
    if (inEarnest) {
      this.#options.metrics.count("risk_refusals", 1, { rule });
      this.#bite(rule, found);
    }
    const { limit, actual, words, action } = found;
    return { kind: "refused", rule, limit, actual, words, action, checks };
  }

  #standing(killed: Killed | undefined): Standing {
    const { clock, view, limits, journalTrouble, watchdogTrouble } = this.#options;
    return {
      clock,
      view,
      limits,
      valuation: this.#valuation,
      profit: this.#profit,
      killed,
      closing: this.#closing,
      halts: this.#latches.halts,
      journalTrouble: journalTrouble() ?? this.#keeper.trouble,
      watchdogTrouble: watchdogTrouble(),
      stall: this.#stall,
      sent: this.#sent,
      repeats: this.#repeats,
      rejects: this.#rejects,
    };
  }

  #refresh(): void {
    this.#noticeKill();
    const over = this.#latches.expire();
    this.#profit.observe();
    if (over.length > 0) {
      this.#afterHalts(
        "cool-down",
        over.map(({ rule }) => rule),
      );
    }
  }

  #noticeKill(): void {
    const change = this.#kill.notice();
    if (change === undefined) return;
    const { now: killed } = change;
    if (killed === undefined) {
      this.#afterHalts("another process", ["killed"]);
      return;
    }
    const restored = killed.at === this.#restored?.at && killed.by === this.#restored.by;
    this.#options.log.write("error", "risk-killed", { by: killed.by, reason: killed.reason, flatten: killed.flatten, restored });
    this.#tell({ kind: "killed", killed, restored });
  }

  #bite(rule: RiskRule, found: Pick<Failed, "words" | "action" | "coolDownMs">): void {
    const { words, action, coolDownMs } = found;
    if (action === "refuse" || !this.#latches.bite({ rule, action, words, coolDownMs })) return;
    if (rule === dailyLoss.rule) this.#profit.state.bitten = true;
    this.#keeper.save();
    this.#options.metrics.count("risk_halts", 1, { rule });
    const halt = this.#latches.of(rule);
    if (halt === undefined) return;
    this.#options.log.write("warn", "risk-halted", { rule, action, words: printable(words), until: halt.until });
    this.#tell({ kind: action === "halt" ? "halted" : action, rule, words, since: halt.since, until: halt.until });
  }

  #afterHalts(by: string, rules: readonly RiskRule[]): void {
    if (rules.includes("drawdown")) this.#profit.restartPeaks();
    if (rules.includes("reject-rate")) this.#rejects.clear();
    if (rules.includes("repeat-order")) this.#repeats.clear();
    this.#keeper.save();
    this.#options.log.write("warn", "risk-resumed", { by: printable(by), rules: rules.join(",") });
    this.#tell({ kind: "resumed", by, rules });
  }

  #tell(event: RiskEvent): void {
    this.#options.clock.after(0, () => {
      for (const listener of [...this.#listeners]) listener(event);
    });
  }
}

const changeName = ({ clientOrderId }: OrderIntent): string => `change of ${clientOrderId}`;

/** Rules that can come out differently in the turn of the write. */
const AGAIN: readonly Rule[] = RULES.filter(({ again }) => again);
/** Rules that time alone can break. */
const LOSSES = [dailyLoss, drawdown] as const;
