import { type Overflow } from "#bus/delivery-queue";
import { type Candle, type CandlesWatch } from "#client/api";
import { Stream } from "#client/stream";
import { type StreamParts } from "#client/stream-parts";
import { type EpochMs } from "#core/brand";
import { type CandleSource } from "#feed/derived/candle-source";
import { type Lease } from "#feed/leases";

export interface CandlesStreamOptions extends StreamParts {
  /** Candles that `recent` remembers. */
  readonly ring: number;
  /** What an earlier process saved, oldest first. */
  readonly restored: readonly Candle[];
  readonly overflow: Overflow;
  readonly lease: () => Lease<CandleSource>;
  /** Called when the connection closes, or gives up with an error. */
  readonly enders: Set<(error: Error | undefined) => void>;
}

/** A candle watch with the last candles to read. Nothing is subscribed before somebody listens. */
export class CandlesStream extends Stream<Candle, Candle> implements CandlesWatch {
  /** By when they opened. */
  readonly #candles: Map<EpochMs, Candle>;

  constructor(options: CandlesStreamOptions) {
    const candles = new Map(options.restored.slice(-options.ring).map((candle) => [candle.openTime, candle]));
    super({
      ...options,
      open: (feeder) => {
        const push = (candle: Candle): void => {
          candles.set(candle.openTime, candle);
          if (candles.size > options.ring) dropOldest(candles);
          feeder.push(candle);
        };
        const lease = options.lease();
        const end = (error: Error | undefined): void => feeder.end(error);
        options.enders.add(end);
        const now = lease.kept.current();
        const stop = lease.kept.subscribe(push);
        if (now !== undefined) push(now);
        return () => {
          options.enders.delete(end);
          stop();
          lease.release();
        };
      },
      hand: (candle) => candle,
    });
    this.#candles = candles;
  }

  get recent(): readonly Candle[] {
    return [...this.#candles.values()].sort((one, other) => one.openTime - other.openTime);
  }
}

/** Candles come in the order of their time but for a restored one that is replaced, so the oldest is looked for. */
function dropOldest(candles: Map<EpochMs, Candle>): void {
  let oldest: EpochMs | undefined;
  for (const openTime of candles.keys()) if (oldest === undefined || openTime < oldest) oldest = openTime;
  if (oldest !== undefined) candles.delete(oldest);
}
