// The simulator as a program: the exchange in real time behind real sockets, with faults that happen by themselves and, if wanted, a
// tape in the place of one market. Nothing of a live connection is imported here.

import { dialects } from "#assemblies/dialects";
import { freshSeed } from "#clock/entropy";
import { systemClock } from "#clock/system-clock";
import { UsageError } from "#core/error";
import { seededRandom } from "#core/random";
import { parseFaultRates, runFaultRates } from "#sim/faults/fault-plan";
import { type FaultOrder } from "#sim/faults/fault-types";
import { type Mood } from "#sim/market/moods";
import { createTapeMarket } from "#sim/market/tape-market";
import { DEFAULT_PORT, startSimulatorServer } from "#sim/server";
import { createSimulatedExchange, type ListedMarket, type SimulatedExchange } from "#sim/world";
import { openTape } from "#store/tapes/tape-source";

/** The market that a tape replaces. */
const TAPE_VENUE = "lmex";
const TAPE_SYMBOL = "BTC-PERP";

export interface SimulatorOptions {
  /** The port on 127.0.0.1; 0 takes any. Default 7421. */
  readonly port?: number | undefined;
  /** Whether that port has to be free; else the next free one is taken. */
  readonly portFixed?: boolean;
  /** Ids of the venues to simulate; default all that can be. */
  readonly venues?: readonly string[];
  /** The same seed gives the same sequence of events. Default a fresh one. */
  readonly seed?: string | undefined;
  readonly mood?: Mood | undefined;
  /** Whether somebody else trades on the simulated accounts, so that there is something to watch. */
  readonly accountActivity?: boolean;
  /** `name[@perMinute],…` or `none`. */
  readonly faults?: string | undefined;
  /** `article` also serves what the articles say. */
  readonly dialect?: "strict" | "article";
  /** A recorded book, and its trades, in the place of LMEX's BTC-PERP. */
  readonly tape?: string | undefined;
  readonly tapeTrades?: string | undefined;
  /** How many markets there are beyond the usual ones. */
  readonly markets?: number;
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  readonly seed: string;
  readonly venues: readonly string[];
  readonly exchange: SimulatedExchange;
  /** Makes it fail once. Returns why it refused, or nothing. */
  postFault(order: FaultOrder): string | undefined;
  close(): Promise<void>;
}

/** Starts the simulator. Rejects with ConfigError for a port that is taken, UsageError for a fault, venue or tape that is none. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const seed = options.seed ?? freshSeed();
  const rates = parseFaultRates(options.faults ?? "none");
  const replaced = options.tape === undefined ? undefined : await tapeMarket(options.tape, options.tapeTrades);
  const spoken = simulatedDialects(options.venues);
  const exchange = createSimulatedExchange({
    venues: spoken,
    seed,
    clock: systemClock,
    bytes: true,
    article: options.dialect === "article",
    markets: { further: options.markets ?? 0 },
    accountActivity: options.accountActivity ?? false,
    ...(options.mood === undefined ? {} : { mood: options.mood }),
    ...(replaced === undefined ? {} : { replaced }),
  });
  const wanted = options.port ?? DEFAULT_PORT;
  const fixed = options.portFixed ?? options.port !== undefined;
  const server = await startSimulatorServer({ exchange, ...(fixed || wanted !== DEFAULT_PORT ? { port: wanted } : {}) });
  const plan = runFaultRates(rates, { desk: exchange.desk, clock: systemClock, random: seededRandom(`${seed} fault times`) });
  return {
    url: server.url,
    port: server.port,
    seed,
    venues: spoken.map(({ venue }) => venue),
    exchange,
    postFault(order) {
      const posting = exchange.desk.post(order);
      if (posting.kind === "posted") return undefined;
      return posting.kind === "refused" ? posting.words : `There is no fault ${order.name}.`;
    },
    close() {
      plan.stop();
      return server.close();
    },
  };
}

function simulatedDialects(ids: readonly string[] | undefined): typeof dialects {
  if (ids === undefined) return dialects;
  return ids.map((id) => {
    const dialect = dialects.find(({ venue }) => venue === id);
    if (dialect !== undefined) return dialect;
    throw new UsageError("unknown-venue", `The simulator does not speak as ${id}.`, {
      hint: `use ${dialects.map(({ venue }) => venue).join(", ")}`,
    });
  });
}

async function tapeMarket(
  book: string,
  trades: string | undefined,
): Promise<(listed: ListedMarket) => ReturnType<typeof createTapeMarket> | undefined> {
  const source = await openTape({ book, ...(trades === undefined ? {} : { trades }) });
  return ({ instrument, clock, random }) =>
    instrument.venue === TAPE_VENUE && instrument.symbol === TAPE_SYMBOL
      ? createTapeMarket({ instrument, source, random, clock })
      : undefined;
}
