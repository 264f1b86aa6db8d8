import { type CommandRun, type Request } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { SIMULATOR_URL, wholeNumber } from "#apps/cli/global-flags";
import { printOne } from "#apps/cli/output/row-printer";
import { type Session } from "#apps/cli/session";
import { freshSeed, venues } from "#assemblies/command-line";
import { type Simulator } from "#assemblies/simulator";
import { UsageError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

const MARKETS_MAX = 1_000;

/** Runs the simulator until it is told to stop. */
export const run: CommandRun = async (request, session) => {
  const wish = readWish(request, session);
  const { startSimulator } = await import("#assemblies/simulator");
  const simulator = await startSimulator(wish);
  try {
    const ready = {
      v: 1,
      kind: "ready",
      url: simulator.url,
      port: simulator.port,
      pid: process.pid,
      seed: simulator.seed,
      venues: wish.venues,
      credentials: Object.fromEntries(
        simulator.exchange.venues.flatMap(({ id, accounts }) => shownKeys(id, accounts?.all[0]?.credentials)),
      ),
    };
    await printOne(session, ready, () => readyWords(simulator));
    const timer = session.flags.forMs === undefined ? undefined : session.clock.after(session.flags.forMs, () => session.stop.end("for"));
    await session.stop.whenEnded();
    timer?.cancel();
  } finally {
    await simulator.close();
  }
  return EXIT.ok;
};

/** The keys of a simulated account: the one kind of key that may be printed, because it opens nothing real. */
function shownKeys(venue: string, keys: { readonly apiKey: string; readonly secret: string; readonly passphrase: string } | undefined) {
  if (keys === undefined) return [];
  const { apiKey, secret, passphrase } = keys;
  return [[venue, { apiKey, secret, ...(passphrase === "" ? {} : { passphrase }) }] as const];
}

function readyWords(simulator: Simulator): string[] {
  const [first] = simulator.exchange.venues;
  // By its unified name, which is never of two products.
  const market = first?.markets[0]?.instrument.id;
  const flag = simulator.url === SIMULATOR_URL ? "--sim" : `--sim-url ${simulator.url}`;
  return [
    `Simulating ${simulator.venues.join(", ")} at ${simulator.url}, seed ${printable(simulator.seed)}. Ctrl+C stops it.`,
    "In another terminal:",
    ...(first === undefined || market === undefined ? [] : [`  truebook watch ${first.id} ${market} ${flag}`]),
    `  truebook sim fault drop-delta ${simulator.url === SIMULATOR_URL ? "" : flag}`.trimEnd(),
  ];
}

function readWish(request: Request, session: Session) {
  const { flags } = request;
  const port = textOf(flags["port"]);
  const tape = textOf(flags["tape"]);
  const tapeTrades = textOf(flags["tapeTrades"]);
  if (tapeTrades !== undefined && tape === undefined) {
    throw new UsageError("conflicting-options", "--tape-trades needs --tape; nothing was started.", { hint: "Add --tape BOOK.csv." });
  }
  const markets = textOf(flags["markets"]);
  return {
    port: port === undefined ? undefined : wholeNumber("--port", port, { low: 0, high: 65_535 }),
    portFixed: port !== undefined,
    venues: simulatedVenues(textOf(flags["venues"]), session),
    seed: session.flags.seed ?? freshSeed(),
    faults: textOf(flags["faults"]) ?? "none",
    accountActivity: flags["accountActivity"] === true,
    dialect: session.flags.dialect ?? "strict",
    tape,
    tapeTrades,
    markets: markets === undefined ? 0 : wholeNumber("--markets", markets, { low: 0, high: MARKETS_MAX }),
  };
}

/** The venues that can be simulated: those whose messages truebook speaks. */
function simulatedVenues(list: string | undefined, session: Session): readonly string[] {
  const able = [...venues].filter(([, { load }]) => load !== undefined).map(([id]) => id);
  if (list === undefined || list === "all") return able;
  return list.split(",").map((name) => {
    const id = session.knownVenue(name.trim());
    if (able.includes(id)) return id;
    const meant = nearest(id, able);
    throw new UsageError("venue-not-readable", `${id} is described, but not simulated yet; nothing was started.`, {
      hint: `Use ${meant ?? able.join(", ")}.`,
    });
  });
}
