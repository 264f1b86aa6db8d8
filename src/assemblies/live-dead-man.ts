// Who stands behind a real account: made over what the trading stack has, and told when the venue cannot be reached from here.

import { createDeadMan } from "#assemblies/dead-man";
import { type DeadManGround } from "#assemblies/trading/trading-stack";
import { isTradingVenue } from "#assemblies/trading-venue";
import { type Credentials } from "#core/account/secret";
import { type MonotonicMs } from "#core/brand";
import { UsageError } from "#core/error";
import { type DeadMan } from "#trading/dead-man/dead-man";
import { OUR_PREFIX } from "#trading/ledger/recovery/client-order-ids";
import { type Venue } from "#venues/venue";

export interface LiveDeadMan {
  readonly venue: Venue;
  readonly environment: string;
  readonly credentials: Credentials;
  readonly noncePath: string;
  readonly deadManMs: number;
  readonly logPath: string;
  readonly proxy?: string;
}

/** Makes the dead man of a real account, over the stack that it stands behind. */
export function liveDeadMan(options: LiveDeadMan): (ground: DeadManGround) => DeadMan {
  const { venue, ...given } = options;
  if (!isTradingVenue(venue)) throw new UsageError("no-account", `The private interface of ${venue.description.title} is not spoken.`);
  return ({ side, feed, hosts, context, listener }) => {
    const { clock, log, requester } = context;
    const lost = lostSince({ side, clock, deadManMs: given.deadManMs });
    return createDeadMan({
      ...given,
      venue,
      hosts,
      interfaces: feed.interfaces,
      requester,
      instruments: () => feed.instruments,
      choice: "auto",
      policy: { kind: "ours", prefix: OUR_PREFIX },
      offsetMs: () => (feed.lag.venueNow(clock.monotonic()) ?? clock.now()) - clock.now(),
      unreachable: lost,
      clock,
      log,
      listener,
    });
  };
}

/**
 * Since when no part of the account could be reached; undefined while one can. Asking again is no answer: what was lost for the dead
 * man's time stays lost until a part is known again, and a venue that answers slowly is not lost while it is asked.
 */
export function lostSince({
  side,
  clock,
  deadManMs,
}: {
  readonly side: Pick<DeadManGround["side"], "keepers">;
  readonly clock: Pick<DeadManGround["context"]["clock"], "monotonic">;
  readonly deadManMs: number;
}): () => { readonly since: MonotonicMs; readonly words: string } | undefined {
  let lost: { readonly since: MonotonicMs; readonly words: string; readonly seenAt: MonotonicMs } | undefined;
  return () => {
    const standings = side.keepers.map(({ standing }) => standing);
    if (standings.some(({ kind }) => kind === "synced" || kind === "refused")) lost = undefined;
    else if (standings.every(({ kind }) => kind === "stale")) {
      const words = standings.map((standing) => (standing.kind === "stale" ? standing.reason : "")).find((each) => each !== "") ?? "";
      const seenAt = clock.monotonic();
      lost = { since: lost?.since ?? seenAt, words, seenAt };
    } else if (lost !== undefined && lost.seenAt - lost.since < deadManMs) return undefined;
    return lost;
  };
}
