// From a session to a connection that trades: keys, limits and how far it may go come together here. A command sends what it was asked
// for and ends, so that what rests stays: closing its connection cancels nothing.

import { accountOptions } from "#apps/cli/account-access";
import { type Session } from "#apps/cli/session";
import { type Stance } from "#apps/cli/trading/stance";
import { type ReadableVenue, tooLate } from "#apps/cli/venue-access";
import { type TradingConnection } from "#client/trading/trading-api";
import { type RiskSettings } from "#config/risk-settings";
import { type RiskLimitsInput, UNLIMITED } from "#core/account/risk-limits";
import { ConfigError } from "#core/error";

/** For a simulator, where nothing can be lost; in quote coins. */
const PLAY_LIMITS: RiskLimitsInput = {
  maxOrderNotional: "100000",
  maxPositionNotional: "500000",
  maxExposureNotional: "1000000",
  maxOpenOrders: "200",
  maxDailyLoss: "50000",
  maxDrawdown: "50000",
};

/** Connecting, and comparing the account, is given up after this without a --timeout. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Connects to trade, does the work and closes, whatever happens; what rests at the venue stays. The time of a --timeout and a signal end
 * the connecting and what the work waits for, never the work itself: what was sent has an outcome, and it is told.
 */
export async function withTrading<Value>(
  session: Session,
  known: ReadableVenue,
  wish: { readonly stance: Stance; readonly work: (connection: TradingConnection) => Promise<Value> },
): Promise<Value> {
  const limits = await limitsFor(session, known, wish.stance);
  const options = await accountOptions(session, known);
  const { connect } = await import("#assemblies/live");
  const armed = (words: readonly string[]): void => {
    if (session.flags.verbose) for (const line of words) session.talk(line);
  };
  const trading = { mode: "live", limits, onClose: "leave", deadMan: "none", armed } as const;
  const asked = await session.timeoutMs();
  const timeoutMs = asked ?? CONNECT_TIMEOUT_MS;
  const timer = session.clock.after(timeoutMs, () => session.stop.end("timeout"));
  const opening = connect(known.description.id, { ...options, ...trading }) as Promise<TradingConnection>;
  try {
    const connection = await session.stop.orEnded(opening);
    if (connection === undefined) {
      // A signal ends the process without a word of its own, and here the question is whether an order is out.
      session.talk("The connection was not waited for; nothing was sent.");
      throw tooLate(session, known.description.id, timeoutMs);
    }
    if (asked === undefined) timer.cancel();
    return await wish.work(connection);
  } finally {
    timer.cancel();
    opening.then(
      (connection) => connection.close(),
      () => undefined,
    );
  }
}

/** The limits of the config file. Throws ConfigError that names what is missing where money could be lost. */
export async function limitsFor(session: Session, known: ReadableVenue, stance: Stance): Promise<RiskLimitsInput> {
  const settings = await session.settings();
  const written = settings.venues[known.description.id]?.risk ?? settings.risk ?? {};
  if (isWhole(written)) return written;
  if (stance === "simulated") {
    session.talk("No [risk] limits are set; those for play are used, because this is a simulator.");
    return { ...PLAY_LIMITS, ...written };
  }
  const missing = missingIn(written).map(kebab);
  if (stance === "dry-run") {
    session.talk(`Without ${missing.join(", ")} under [risk] no order can be sent live.`);
    return { ...UNLIMITED, ...written };
  }
  throw new ConfigError(
    "limits-missing",
    `No order leaves without limits: ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} not set.`,
    {
      hint: `Write [risk] with them into ${settings.source ?? "truebook.toml"}; amounts are text in quote coins, and "none" is a limit that must be written out.`,
    },
  );
}

function isWhole(written: RiskSettings): written is RiskSettings & RiskLimitsInput {
  return missingIn(written).length === 0;
}

/** The names of what must be limited and is not. */
function missingIn(written: RiskSettings): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(written));
  return Object.keys(UNLIMITED).filter((name) => given.get(name) === undefined);
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
