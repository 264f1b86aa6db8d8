// `npm start`: a simulator of three venues on real sockets, a client that watches them, something that breaks, and a proof that it healed.
// On a terminal it is a screen; anywhere else one line of JSON a second.

import { type CommandRun, type Request } from "#apps/cli/command-spec";
import { runDemo } from "#apps/cli/demo-run";
import { textOf } from "#apps/cli/flag-value";
import { type Session } from "#apps/cli/session";
import { Checklist } from "#apps/terminal/checklist";
import { type TruthOracle } from "#apps/terminal/model/truth-check";
import { type MarketRequest } from "#apps/terminal/model/watched-markets";
import { type TerminalAbilities, terminalAbilities } from "#apps/terminal/screen/terminal-abilities";
import { connect } from "#assemblies/connect";
import { type Simulator, startSimulator } from "#assemblies/simulator";
import { type VenueConnection } from "#client/api";
import { terminalVariables } from "#config/terminal-variables";
import { epochMs } from "#core/brand";
import { parseSequence } from "#core/sequence";

/** What is watched: BTC/USDT on all three venues, its perpetual on two, and one market more. */
const MARKETS: Readonly<Record<string, readonly Omit<MarketRequest, "connection">[]>> = {
  lmex: [{ instrument: "BTC-USDT" }, { instrument: "BTC-PERP" }],
  lbank: [{ instrument: "btc_usdt" }, { instrument: "eth_usdt" }],
  // WEEX calls both products the same.
  weex: [
    { instrument: "BTCUSDT", product: "spot", name: "BTCUSDT spot" },
    { instrument: "BTCUSDT", product: "contract", name: "BTCUSDT perp" },
  ],
};
const VENUES = Object.keys(MARKETS);
/** Where the simulator is looked for; the demo moves on to the next free port. */
const USUAL_PORT = 7421;

const SCENARIOS = {
  calm: { mood: "calm", faults: "none" },
  busy: { mood: "busy", faults: "drop-delta@4" },
  chaos: { mood: "chaos", faults: "drop-delta@6,duplicate-delta@6,reorder-delta@4,crossed-book@2,close@1" },
} as const;

type Scenario = keyof typeof SCENARIOS;

interface Plan {
  readonly scenario: Scenario;
  readonly abilities: TerminalAbilities;
  /** Whether there is a screen; else there are lines. */
  readonly screen: boolean;
}

/** Runs the demo until its time is over, or a key or a signal ends it. */
export const run: CommandRun = async (request, session) => {
  const plan = readPlan(request, session);
  const talk = plan.screen ? session.out : session.err;
  const checklist = new Checklist(
    { write: (text) => (session.flags.quiet ? undefined : talk.text(text)) },
    { live: plan.screen, unicode: plan.abilities.unicode },
  );
  const simulator = await openSimulator(plan, session, checklist);
  try {
    const connections: VenueConnection[] = [];
    try {
      for (const venue of VENUES) connections.push(await openConnection(venue, { simulator, session, checklist }));
      const { seed, url } = simulator;
      return await runDemo({
        ...plan,
        session,
        markets: connections.flatMap((connection) => (MARKETS[connection.venue] ?? []).map((market) => ({ connection, ...market }))),
        checklist,
        seed,
        url,
        breakSimulator: (fault) => simulator.postFault(fault),
        oracle: oracleOf(simulator),
      });
    } finally {
      await Promise.all(connections.map((connection) => connection.close()));
    }
  } finally {
    await simulator.close();
  }
};

function readPlan(request: Request, session: Session): Plan {
  const abilities = terminalAbilities({
    environment: terminalVariables(),
    isTerminal: session.out.isTerminal,
    colourWanted: session.flags.color,
  });
  const headless = request.flags["headless"] === true || session.flags.output !== undefined;
  return { scenario: scenarioOf(textOf(request.flags["scenario"])), abilities, screen: abilities.screen && !headless };
}

/** The command line lets only these words through. */
function scenarioOf(named: string | undefined): Scenario {
  return named !== undefined && isScenario(named) ? named : "calm";
}

function isScenario(named: string): named is Scenario {
  return Object.hasOwn(SCENARIOS, named);
}

async function openSimulator(plan: Plan, session: Session, checklist: Checklist): Promise<Simulator> {
  const beganMs = session.clock.monotonic();
  checklist.begin("simulator", "starting");
  const simulator = await startSimulator({ venues: VENUES, seed: session.flags.seed, ...SCENARIOS[plan.scenario] });
  const moved = simulator.port === USUAL_PORT ? "" : ` (${USUAL_PORT} was taken)`;
  const tookMs = Math.round(session.clock.monotonic() - beganMs);
  checklist.done("simulator", `${simulator.url}${moved}, seed ${simulator.seed}, after ${tookMs} ms`);
  return simulator;
}

async function openConnection(
  venue: string,
  parts: { readonly simulator: Simulator; readonly session: Session; readonly checklist: Checklist },
): Promise<VenueConnection> {
  const { simulator, session, checklist } = parts;
  const beganMs = session.clock.monotonic();
  checklist.begin(venue, "reading the instruments");
  try {
    const connection = await connect(venue, { simulator: simulator.url, clock: session.clock });
    const tookMs = Math.round(session.clock.monotonic() - beganMs);
    checklist.done(venue, `${connection.instruments.length} instruments over real sockets, after ${tookMs} ms`);
    return connection;
  } catch (error) {
    checklist.failed(venue, `${venue} did not answer; see why with: truebook doctor`);
    throw error;
  }
}

/** Asks the simulated market itself, in this process: no wire between the question and the answer. */
function oracleOf({ exchange }: Simulator): TruthOracle {
  return ({ venue, product, symbol, at }) => {
    const market = exchange.marketOf({ venue, product, symbol });
    const sequence = "sequence" in at ? parseSequence(at.sequence) : undefined;
    const picture =
      "venueTime" in at
        ? // The wire tells whole milliseconds.
          market?.pictureAtTime(0, epochMs(at.venueTime + 0.999))
        : sequence === undefined
          ? undefined
          : exchange.trueBook({ venue, product, symbol, sequence });
    if (market === undefined || picture === undefined) return undefined;
    const { instrument } = market;
    return { priceScale: instrument.priceScale, sizeScale: instrument.sizeScale, bids: picture.bids, asks: picture.asks };
  };
}
