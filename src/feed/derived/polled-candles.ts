// Candles read over REST again and again, for whoever wants no stream. A candle is closed by the first read that comes late enough for
// the venue to have all its prints; each closes once.

import { Publisher } from "#bus/publisher";
import { type EpochMs, epochMs } from "#core/brand";
import { candleCloseTime, candleOpenTime } from "#core/calendar/candle-interval";
import { type CandleEvent, type CandleInterval } from "#core/event";
import { type Instrument } from "#core/instrument";
import { type CandleSource } from "#feed/derived/candle-source";
import { Poller } from "#feed/derived/poller";
import { type FeedContext } from "#feed/feed-context";
import { type LagGauge } from "#feed/venue-state/lag-gauge";
import { type MarketCodec } from "#venues/venue";

/** A candle stays open this long past its end, for prints that are on their way into the venue's own table. */
const CLOSE_GRACE_MS = 1_500;

export interface PolledCandlesOptions {
  readonly context: FeedContext;
  readonly codec: MarketCodec;
  readonly instrument: Instrument;
  readonly interval: CandleInterval;
  readonly everyMs: number;
  readonly lag: LagGauge;
}

/** The candles of one instrument and interval by polling. */
export class PolledCandles implements CandleSource {
  readonly instrument: Instrument;
  readonly everyMs: number;
  readonly #options: PolledCandlesOptions;
  readonly #candles: Publisher<CandleEvent>;
  readonly #poller: Poller<readonly CandleEvent[]>;
  #current: CandleEvent | undefined;
  /** Where the last closed candle ended: what opens before is over. */
  #closedUntil: EpochMs | undefined;

  constructor(options: PolledCandlesOptions) {
    const { context, codec, instrument, interval, everyMs } = options;
    this.#options = options;
    this.instrument = instrument;
    this.everyMs = everyMs;
    this.#candles = new Publisher(() => context.metrics.count("truebook_listener_failures_total"));
    this.#poller = new Poller({
      clock: context.clock,
      requester: context.requester,
      everyMs,
      call: () => {
        const startTime = this.#current?.openTime ?? this.#closedUntil ?? this.#firstStart();
        const endTime = epochMs(candleCloseTime(interval, candleOpenTime(interval, this.#venueNow())) - 1);
        return codec.reads.candles(instrument, interval, { startTime, endTime, now: this.#settledNow() });
      },
      value: (rows) => this.#read(rows),
      failed: (error) => context.log.write("warn", "candles poll failed", { instrument: instrument.id, error: error.code }),
    });
  }

  current(): CandleEvent | undefined {
    return this.#current;
  }

  get unread(): boolean {
    return this.#poller.unread;
  }

  subscribe(listener: (candle: CandleEvent) => void): () => void {
    return this.#candles.subscribe(listener);
  }

  close(): void {
    this.#poller.stop();
  }

  #read(rows: readonly CandleEvent[]): void {
    for (const row of rows) {
      if (this.#closedUntil !== undefined && row.openTime < this.#closedUntil) continue;
      if (this.#current !== undefined && row.openTime < this.#current.openTime) continue;
      this.#endUnknown(row.openTime);
      if (row.state === "closed") this.#end(row);
      else {
        this.#show(row);
        // A later one has begun, but this one may still grow: it comes first.
        return;
      }
    }
  }

  /** The venue has no row any more of the candle that was open: it ends as it was last seen, and says so. */
  #endUnknown(nextOpenTime: EpochMs): void {
    const before = this.#current;
    if (before !== undefined && before.openTime < nextOpenTime) this.#end({ ...before, state: "closed", partial: true });
  }

  #end(candle: CandleEvent): void {
    const history = this.#current === undefined && this.#closedUntil === undefined;
    this.#current = undefined;
    this.#closedUntil = candle.closeTime;
    // One that was over before the first look is nobody's news.
    if (!history) this.#candles.publish(candle);
  }

  #show(candle: CandleEvent): void {
    const before = this.#current;
    this.#current = candle;
    if (before === undefined || figuresOf(before) !== figuresOf(candle)) this.#candles.publish(candle);
  }

  /** One candle before the present one: the days of some venues begin elsewhere on earth, so theirs may have opened before ours. */
  #firstStart(): EpochMs {
    const { interval } = this.#options;
    return candleOpenTime(interval, epochMs(candleOpenTime(interval, this.#settledNow()) - 1));
  }

  /** The time up to which the venue's rows can be taken as final. */
  #settledNow(): EpochMs {
    return epochMs(this.#venueNow() - CLOSE_GRACE_MS);
  }

  /** The venue's time now: measured where it can be, else the local wall. */
  #venueNow(): EpochMs {
    const { clock } = this.#options.context;
    return this.#options.lag.venueNow(clock.monotonic()) ?? clock.now();
  }
}

function figuresOf({ open, high, low, close, volume, turnover }: CandleEvent): string {
  return `${open} ${high} ${low} ${close} ${volume} ${turnover}`;
}
