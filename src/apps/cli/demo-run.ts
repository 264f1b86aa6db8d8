// The life of one demo: books come alive, a message is lost, the gap heals, and what was proved is told. It knows neither how the
// simulator is started nor how a connection is made.

import { EXIT, type ExitCode, exitCutShort } from "#apps/cli/exit-codes";
import { type Session } from "#apps/cli/session";
import { type Checklist } from "#apps/terminal/checklist";
import { type FaultChoice } from "#apps/terminal/fault-menu";
import { type TruthOracle } from "#apps/terminal/model/truth-check";
import { type MarketModel, type MarketRequest, WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { summaryText } from "#apps/terminal/run-summary";
import { runTerminal, type TerminalEnd } from "#apps/terminal/run-terminal";
import { type TerminalAbilities } from "#apps/terminal/screen/terminal-abilities";
import { statusLine, summaryLine } from "#apps/terminal/status-line";
import { judgeRun, runFacts, type Verdict } from "#apps/terminal/verdict";
import { gapTotals } from "#apps/terminal/view/health-view";
import { type Product } from "#core/instrument";

/** When the demo breaks something by itself, one venue after the other. */
const BREAK_EVERY_MS = 5_000;
/** In a short run all of it happens within this share of the time, so that there is time to heal. */
const BREAK_SHARE = 0.6;
/** A dropped message shows at the next one; this long after it, a gap must have been seen. */
const GAP_SHOWS_MS = 2_500;
/** A gap that is open when the time is over may heal within this. */
const HEAL_GRACE_MS = 5_000;
const BOOKS_WAIT_MS = 10_000;
const STATUS_EVERY_MS = 1_000;
/** How often a wait looks again. */
const LOOK_EVERY_MS = 20;

/** A fault as the demo orders it. */
export interface DemoFault {
  readonly name: string;
  readonly venue: string;
  readonly product?: Product;
  readonly symbol?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface DemoParts {
  readonly session: Session;
  readonly markets: readonly MarketRequest[];
  readonly checklist: Checklist;
  readonly abilities: TerminalAbilities;
  /** Whether there is a screen; else there are lines. */
  readonly screen: boolean;
  readonly scenario: string;
  readonly seed: string;
  /** The simulator's address. */
  readonly url: string;
  /** Makes the simulator fail once. Returns why it refused, or nothing. */
  readonly breakSimulator: (fault: DemoFault) => string | undefined;
  readonly oracle: TruthOracle;
}

/** Runs until the time is over or somebody ends it, and returns what the process ends with. */
export async function runDemo(parts: DemoParts): Promise<ExitCode> {
  const demo = new Demo(parts);
  try {
    return await demo.run();
  } finally {
    await demo.close();
  }
}

class Demo {
  readonly #parts: DemoParts;
  readonly #watched: WatchedMarkets;
  readonly #startedMs: number;
  /** When a message of a venue was lost on purpose, in steady milliseconds. */
  readonly #brokenAtMs = new Map<string, number>();
  #lines = 0;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    const { oracle, session } = parts;
    this.#startedMs = session.clock.monotonic();
    this.#watched = new WatchedMarkets({
      markets: parts.markets,
      clock: session.clock,
      oracle,
    });
  }

  async run(): Promise<ExitCode> {
    const { session, screen } = this.#parts;
    const { forMs } = session.flags;
    const over = forMs === undefined ? undefined : session.clock.after(forMs, () => session.stop.end("for"));
    await this.#untilBooksLive();
    const breakable = this.#breakable();
    const everyMs = forMs === undefined ? BREAK_EVERY_MS : Math.min(BREAK_EVERY_MS, (forMs * BREAK_SHARE) / (breakable.length + 1));
    const breaking = breakable.map((market, at) => session.clock.after((at + 1) * everyMs, () => this.#breakByItself(market)));
    const end = await (screen ? this.#onScreen() : this.#inLines());
    for (const timer of breaking) timer.cancel();
    over?.cancel();
    if (end === "stopped" && !hurried(session)) await this.#untilHealed();
    return this.#tell(end);
  }

  close(): Promise<void> {
    return this.#watched.close();
  }

  async #untilBooksLive(): Promise<void> {
    const { checklist } = this.#parts;
    const { markets } = this.#watched;
    const live = (): number => markets.filter((market) => market.books.latestAllowStale.state === "live").length;
    const beganMs = this.#now();
    checklist.begin("books", `waiting for ${markets.length} snapshots`);
    await this.#until(() => live() === markets.length, BOOKS_WAIT_MS);
    const tookMs = Math.round(this.#now() - beganMs);
    if (live() === markets.length) checklist.done("books", `${live()} live after ${tookMs} ms, each compared with the simulator's own`);
    else checklist.failed("books", `${live()} of ${markets.length} live after ${tookMs} ms; going on, see why with: truebook demo -v`);
  }

  /** One market a venue: a lost message can be seen where there are sequences; the next image of an image feed makes up for it. */
  #breakable(): readonly MarketModel[] {
    const numbered = this.#watched.markets.filter(({ books }) => books.latestAllowStale.proof === "sequence");
    return numbered.filter((market, at) => numbered.findIndex(({ venue }) => venue === market.venue) === at);
  }

  #breakByItself(market: MarketModel): void {
    const refusal = this.#break({ name: "drop-delta", params: {} }, market);
    this.#watched.note(refusal === undefined ? "note" : "bad", refusal ?? `lost on purpose: ${market.label}`);
    if (refusal === undefined) this.#brokenAtMs.set(market.venue, this.#now());
  }

  #break(fault: Pick<FaultChoice, "name" | "params">, market: MarketModel): string | undefined {
    const { product, symbol } = market.books.latestAllowStale.instrument;
    return this.#parts.breakSimulator({ name: fault.name, venue: market.venue, product, symbol, params: fault.params });
  }

  async #onScreen(): Promise<TerminalEnd> {
    const { session, abilities, url, seed } = this.#parts;
    const running = runTerminal({
      watched: this.#watched,
      clock: session.clock,
      title: "truebook demo",
      provenance: "SIM",
      source: `${venuesWords(this.#watched)} at ${url}, seed ${seed}`,
      abilities,
      output: process.stdout,
      input: session.flags.input ? process.stdin : undefined,
      process,
      breakMarket: (fault, market) => this.#break(fault, market),
      suspend: suspendProcess,
    });
    void session.stop.whenEnded().then(() => running.stop());
    return running.ended;
  }

  /** One line a second until it is over, and one on the way out. */
  async #inLines(): Promise<TerminalEnd> {
    const { session } = this.#parts;
    let nextMs = this.#now() + STATUS_EVERY_MS;
    while (session.stop.cause === undefined) {
      await this.#until(() => this.#now() >= nextMs, STATUS_EVERY_MS);
      if (session.stop.cause !== undefined) break;
      nextMs += STATUS_EVERY_MS;
      session.out.offer(statusLine(this.#watched));
      this.#lines += 1;
      if (this.#lines === session.flags.count) session.stop.end("count");
    }
    return "stopped";
  }

  async #untilHealed(): Promise<void> {
    const { clock } = this.#parts.session;
    const limitMs = this.#now() + HEAL_GRACE_MS;
    const open = (): boolean =>
      gapTotals(this.#watched.health()).open > 0 || this.#watched.markets.some(({ books }) => books.latestAllowStale.state !== "live");
    while (open() && this.#now() < limitMs) {
      await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve));
    }
  }

  #tell(end: TerminalEnd): ExitCode {
    const { session, screen, seed, scenario } = this.#parts;
    const broken = [...this.#brokenAtMs].filter(([, atMs]) => this.#now() - atMs > GAP_SHOWS_MS).map(([venue]) => venue);
    const verdict = judgeRun(runFacts(this.#watched), broken);
    const elapsedMs = this.#now() - this.#startedMs;
    if (screen) session.out.text(summaryText({ watched: this.#watched, verdict, elapsedMs, seed, scenario, program: "npx truebook" }));
    else session.out.text(`${summaryLine(this.#watched, verdict, elapsedMs)}\n`);
    return exitOf(session, end, verdict);
  }

  #now(): number {
    return this.#parts.session.clock.monotonic();
  }

  /** Waits for a condition, for the end of its time or of the command. */
  async #until(holds: () => boolean, withinMs: number): Promise<void> {
    const { clock, stop } = this.#parts.session;
    const limitMs = this.#now() + withinMs;
    while (!holds() && this.#now() < limitMs && stop.cause === undefined) {
      await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve));
    }
  }
}

/** The only venue by its name, several by their number: the list below has their names. */
function venuesWords({ connections }: WatchedMarkets): string {
  const [only, second] = connections;
  return only !== undefined && second === undefined ? only.venue : `${connections.length} venues`;
}

/** Somebody asked for the end now, instead of the time being over. */
function hurried(session: Session): boolean {
  const { cause } = session.stop;
  return cause === "interrupted" || cause === "terminated" || cause === "reader-gone";
}

function exitOf(session: Session, end: TerminalEnd, verdict: Verdict): ExitCode {
  // Who had enough is owed no verdict on a run that was cut short.
  const cutShort = exitCutShort(end === "interrupted" ? end : session.stop.cause);
  if (cutShort !== undefined) return cutShort;
  switch (verdict.kind) {
    case "ok":
      return EXIT.ok;
    case "unreachable":
      return EXIT.unreachable;
    case "integrity":
      return EXIT.integrity;
    case "failed":
      return EXIT.failed;
  }
}

/** Ctrl+Z: stops this process as a shell expects, and calls back when it is continued. */
function suspendProcess(resumed: () => void): void {
  process.once("SIGCONT", resumed);
  process.kill(process.pid, "SIGTSTP");
}
