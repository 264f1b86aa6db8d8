// Everything on the screen as one value. Freezing the screen is keeping the last one.

import { FAULT_CHOICES, type FaultChoice } from "#apps/terminal/fault-menu";
import { type BookFrame, bookFrame } from "#apps/terminal/model/book-frame";
import { type MarketModel, type WatchedMarkets } from "#apps/terminal/model/watched-markets";
import { type UiState } from "#apps/terminal/ui-state";
import { type AcrossView, acrossView } from "#apps/terminal/view/across-view";
import { type BannerView, bannerView } from "#apps/terminal/view/banner-view";
import { frameTotal, type HealthView, healthView } from "#apps/terminal/view/health-view";
import { type Camera, moveCamera } from "#apps/terminal/view/ladder-camera";
import { type LadderView, ladderView } from "#apps/terminal/view/ladder-view";
import { type LogRow, logView } from "#apps/terminal/view/log-view";
import { type MarketFacts, type MarketRow, marketsView, type VenueRow, venuesView } from "#apps/terminal/view/markets-view";
import { stopwatchText } from "#apps/terminal/view/number-text";
import { type TapeRow, tapeView } from "#apps/terminal/view/tape-view";
import { consolidate } from "#client/across/consolidate";
import { type Clock } from "#core/port";

/** Where the numbers come from: a simulator, or a venue. */
export type Provenance = "SIM" | "LIVE";

export interface TerminalView {
  readonly title: string;
  readonly provenance: Provenance;
  readonly source: string;
  readonly uptime: string;
  readonly banner: BannerView;
  /** One for each venue, where there are several. */
  readonly venues: readonly VenueRow[];
  readonly markets: readonly MarketRow[];
  /** The chosen instrument over all venues that are watched, where there are several. */
  readonly across: AcrossView | undefined;
  readonly ladder: LadderView;
  readonly tape: readonly TapeRow[];
  readonly health: HealthView;
  readonly log: readonly LogRow[];
  readonly canBreak: boolean;
  readonly keysWork: boolean;
  readonly faults: readonly FaultChoice[];
  /** Whether the chosen book is an image: most faults show otherwise there. */
  readonly ofImages: boolean;
}

/** Rows that the layout has for each list. */
export interface RowBudget {
  readonly ladder: number;
  readonly tape: number;
  readonly log: number;
}

export interface TerminalViewOptions {
  readonly watched: WatchedMarkets;
  readonly clock: Clock;
  readonly title: string;
  readonly provenance: Provenance;
  /** What we are connected to, in words. */
  readonly source: string;
  readonly canBreak: boolean;
  readonly keysWork: boolean;
}

/** Builds views and keeps what must not jump between two of them: the camera of each ladder. */
export class TerminalViewer {
  readonly #options: TerminalViewOptions;
  readonly #cameras = new Map<MarketModel, Camera>();

  constructor(options: TerminalViewOptions) {
    this.#options = options;
  }

  /** The view of this moment. */
  view(ui: UiState, budget: RowBudget): TerminalView {
    const { watched, clock, title, provenance, source, canBreak, keysWork } = this.#options;
    const nowMs = clock.monotonic();
    const facts = watched.markets.map((market) => marketFacts(market));
    const health = watched.health();
    watched.frameRate.sample(frameTotal(health), nowMs);
    const chosen = watched.markets[ui.market];
    const chosenFacts = facts[ui.market];
    return {
      title,
      provenance,
      source,
      uptime: stopwatchText(nowMs - watched.startedMs),
      banner: bannerView({ gap: watched.gap, truth: watched.truth, notLive: facts.filter(({ book }) => isTroubled(book)).length, nowMs }),
      venues:
        watched.connections.length > 1
          ? venuesView(
              health,
              watched.markets.map(({ venue, books }) => ({ venue, proof: books.latestAllowStale.proof })),
            )
          : [],
      markets: marketsView(facts, ui.market),
      across: chosen === undefined || watched.connections.length < 2 ? undefined : acrossOf(watched, chosen),
      ladder: this.#ladder(chosen, chosenFacts, budget.ladder),
      tape: chosen === undefined ? [] : tapeView({ trades: chosen.trades.recent, holes: chosen.holes, nowMs: clock.now() }, budget.tape),
      health: healthView({
        health,
        truth: watched.truth,
        framesPerSecond: watched.frameRate.latest,
        rateHistory: watched.frameRate.history,
      }),
      log: logView(watched.log.lines, budget.log),
      canBreak,
      keysWork,
      faults: FAULT_CHOICES,
      ofImages: chosenFacts?.book.proof === "image",
    };
  }

  #ladder(market: MarketModel | undefined, facts: MarketFacts | undefined, rows: number): LadderView {
    if (market === undefined || facts === undefined) return NO_MARKET;
    const camera = moveCamera(this.#cameras.get(market), facts.book, rows);
    if (camera !== undefined) this.#cameras.set(market, camera);
    return ladderView({ ...facts, name: facts.label }, camera, rows);
  }
}

const NO_MARKET: LadderView = {
  name: "",
  state: { kind: "waiting", word: "waiting", sign: "busy" },
  age: "",
  trouble: undefined,
  rows: [],
  step: "",
  mid: "",
  spread: "",
  spreadBps: "",
  imbalancePercent: undefined,
  sequence: "",
  empty: "no market is watched",
};

function marketFacts(market: MarketModel): MarketFacts {
  const trade = market.lastTrade?.trade;
  return {
    venue: market.venue,
    name: market.name,
    label: market.label,
    book: bookFrame(market.books.latestAllowStale),
    last: trade === undefined ? undefined : { price: trade.price.units, side: trade.side },
  };
}

function acrossOf(watched: WatchedMarkets, chosen: MarketModel): AcrossView {
  return acrossView(consolidate(watched.like(chosen).map(({ books }) => books.latestAllowStale)));
}

/** Not live, and not because it only just began. */
function isTroubled(book: BookFrame): boolean {
  return book.state !== "live" && book.reason !== "waiting";
}
