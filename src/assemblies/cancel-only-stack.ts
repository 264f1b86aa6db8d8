// What a process needs that may only cancel: signed requests that nothing but reads and cancels can leave through, and the words for
// them. No feed, no ledger, no gate, and no way to an order.

import { type Credentials } from "#core/account/secret";
import { epochMs } from "#core/brand";
import { UsageError } from "#core/error";
import { type InstrumentTable } from "#core/instrument";
import { type Interface } from "#core/interface-choice";
import { type Clock, type Fetcher, type Log, type Random } from "#core/port";
import { type CancelWords, cancelOnly, cancelWords } from "#trading/dead-man/cancel-only";
import { type Nonces } from "#trading/nonces";
import { createStamps } from "#trading/stamps";
import { sturdyNonces } from "#trading/sturdy-nonces";
import { createRateLimiter } from "#transport/limits/rate-limit";
import { type PrivateRequester } from "#transport/private-call";
import { createPrivateRequester } from "#transport/private-requester";
import { createRequester } from "#transport/requester";
import { type Requester } from "#transport/rest-call";
import { type TradingVenue } from "#venues/account";

const USER_AGENT = "truebook-watchdog/0.1";
const TIME_WITHIN_MS = 2_000;

export interface CancelOnlyOptions {
  readonly venue: TradingVenue;
  readonly interfaces: readonly Interface[];
  readonly hosts: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly nonces: Nonces;
  readonly table: () => InstrumentTable;
  /** The venue's clock against ours, in ms. */
  readonly offsetMs: () => number;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetcher: Fetcher;
  readonly log: Log;
}

export interface CancelOnlyStack {
  readonly requester: PrivateRequester;
  /** One for each product whose private interface is spoken. */
  readonly parts: readonly CancelWords[];
}

/** Puts it together. Throws UsageError for a venue whose private interface is not spoken. */
export function cancelOnlyStack(options: CancelOnlyOptions): CancelOnlyStack {
  const { venue, clock, random, log } = options;
  const { limits, title } = venue.description;
  const codecs = options.interfaces.flatMap((choice) => {
    const codec = venue.account(choice.product, choice);
    return codec === undefined ? [] : [{ product: choice.product, codec }];
  });
  const [first] = codecs;
  if (first === undefined) throw new UsageError("no-account", `No private interface of ${title} is spoken in this version or language.`);
  const shared = {
    fetcher: options.fetcher,
    clock,
    log,
    hosts: options.hosts,
    // A limiter of its own: the main process may hold what is left of its own and never send it.
    limiter: createRateLimiter({ clock, buckets: limits.rest }),
    userAgent: USER_AGENT,
    banMs: limits.banMs,
    feedback: limits.feedback,
  };
  const venueClock = mendedClock(options, createRequester({ ...shared, random: random.fork("time") }));
  const requester = createPrivateRequester({
    ...shared,
    random: random.fork("cancels"),
    mendClock: venueClock.mend,
    stamp: createStamps({
      credentials: options.credentials,
      nonces: sturdyNonces(options.nonces),
      random: random.fork("stamps"),
      aheadMs: first.codec.description.clock.aheadMs,
      venueNow: () => epochMs(Math.round(clock.now() + venueClock.offsetMs())),
    }),
    sign: (call, stamp) => first.codec.sign(call, stamp),
  });
  return {
    requester: cancelOnly(requester),
    parts: codecs.map(({ product, codec }) => cancelWords(product, codec, codec.reads(options.table))),
  };
}

/** The venue's clock as it was told, until a request is refused for its time and it is measured here. */
function mendedClock(
  { venue, interfaces, clock, offsetMs }: CancelOnlyOptions,
  requester: Requester,
): { readonly offsetMs: () => number; readonly mend: (measured: () => void) => { cancel(): void } } {
  let mendedMs: number | undefined;
  const [choice] = interfaces;
  const codec = choice === undefined ? undefined : venue.market(choice.product, choice);
  return {
    offsetMs: () => mendedMs ?? offsetMs(),
    mend(measured) {
      const sentAt = clock.monotonic();
      if (codec === undefined) return clock.after(0, measured);
      return requester.call(
        codec.reads.time(),
        (outcome) => {
          // It was told about half a round trip ago.
          const ageMs = (clock.monotonic() - sentAt) / 2;
          if (outcome.kind === "value") mendedMs = outcome.value.venueTime + ageMs - clock.now();
          measured();
        },
        { deadlineMs: TIME_WITHIN_MS, attemptsMax: 1 },
      );
    },
  };
}
