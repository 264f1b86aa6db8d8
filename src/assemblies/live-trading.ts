// A real account that trades: a journal that one process holds, the switches on disk, and everything that is known before the gate opens.

import { type AccountParts } from "#assemblies/account-stack";
import { accountFolder, accountName, accountParts, mustNotWithdraw, noncePath } from "#assemblies/live-account";
import { liveDeadMan } from "#assemblies/live-dead-man";
import { openStack } from "#assemblies/live-stack";
import { type Armed, armTrading } from "#assemblies/trading/arming";
import { type TradingParts } from "#assemblies/trading/trading-stack";
import { type VenueConnection } from "#client/api";
import { findInstrument } from "#client/instrument-lookup";
import { type LiveOptions } from "#client/trading/trading-api";
import { systemClock } from "#clock/system-clock";
import { inspectorIsOpen } from "#config/inspector";
import { thisProcess } from "#config/this-process";
import { ConfigError, InvariantError } from "#core/error";
import { type Clock } from "#core/port";
import { silentLog } from "#observe/log";
import { createMetrics } from "#observe/metrics";
import { riskLimits } from "#risk/limits";
import { fileKillLatch } from "#store/saved-state/kill-latch";
import { fileRiskMemory } from "#store/saved-state/risk-memory";
import { openOrderJournal } from "#trading/intent-journal/order-journal";
import { type Venue } from "#venues/venue";

/** Written into journals and locks: another version does not trade beside this one. */
const VERSION = "0.1.0";
const DEAD_MAN_MS = 15_000;

/** Connects for trading. Rejects with ConfigError for limits or settings that do not allow it, and when another process trades. */
export async function connectTrading(venue: Venue, options: LiveOptions): Promise<VenueConnection> {
  const { environment = "live", account = "default", clock = systemClock, expect, instruments = [] } = options;
  if (inspectorIsOpen()) {
    throw new ConfigError(
      "inspector-open",
      "A debugger can attach to this process, and could read keys and send orders; nothing was opened.",
      {
        hint: "start without --inspect",
      },
    );
  }
  // Looked at before anything stands on the disk.
  riskLimits(options.limits);
  const { id, title } = venue.description;
  const keys = accountParts(venue, { ...options, environment, clock });
  const folder = accountFolder(id, options);
  const deadMan =
    options.deadMan === "none"
      ? undefined
      : liveDeadMan({
          venue,
          environment,
          credentials: keys.credentials,
          noncePath: noncePath(id, { ...options, environment, account }),
          deadManMs: options.deadManMs ?? DEAD_MAN_MS,
          logPath: `${folder}/watchdog.log`,
          ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
        });
  const trading = openParts({ ...options, clock }, { owner: accountName(id, { environment, account }), folder, deadMan });
  const parts: AccountParts = { ...keys, trading };
  const stack = await openStack(venue, { saveMarkets: true, ...options }, parts).catch((error: unknown) => {
    trading.journal.close();
    throw error;
  });
  const { client, account: side, feed } = stack;
  try {
    if (side?.trading === undefined) throw new InvariantError("no-trading", "A trading connection was built without its trading side.");
    await mustNotWithdraw(side, title);
    const { requester, trading: desk } = side;
    const where = `${title} ${environment}${options.simulator === undefined ? "" : " (simulator)"}, account ${account}`;
    const found = instruments.map((name) => findInstrument(feed.instruments, id, { name, product: undefined }));
    const armed = await new Promise<Armed>((resolve) => {
      armTrading({ stack: desk, side: side.side, requester, clock, title: where, instruments: found, expect }, resolve);
    });
    if (armed.kind === "failed") throw armed.error;
    options.armed?.(armed.words);
    return client;
  } catch (error) {
    // Nothing was armed, so that nothing of an earlier run is touched.
    side?.trading?.abandon();
    await client.close();
    throw error;
  }
}

function openParts(
  options: LiveOptions & { readonly clock: Clock },
  about: { readonly owner: string; readonly folder: string; readonly deadMan: TradingParts["deadMan"] },
): TradingParts {
  const { limits, onClose, durable = false, clock, log = silentLog } = options;
  const { owner, folder, deadMan } = about;
  const journal = openOrderJournal({
    folder,
    identity: owner,
    version: VERSION,
    durable,
    self: thisProcess(),
    clock,
    log,
    metrics: createMetrics(),
  });
  return {
    owner,
    journal,
    latch: fileKillLatch(`${folder}/kill.json`),
    memory: fileRiskMemory(`${folder}/risk.json`),
    limits,
    onClose,
    ...(deadMan === undefined ? {} : { deadMan }),
  };
}
