import { type Overflow } from "#bus/delivery-queue";
import { type Trade, type TradeHole, type TradesWatch } from "#client/api";
import { publicNews } from "#client/public-items";
import { Stream } from "#client/stream";
import { type StreamParts } from "#client/stream-parts";
import { type Lease } from "#feed/leases";
import { type TradeNews, type TradesKeeper } from "#feed/prints/trades-keeper";

export interface TradesStreamOptions extends StreamParts {
  /** Trades that `recent` remembers. */
  readonly ring: number;
  /** What an earlier process saved, oldest first. */
  readonly restored: readonly TradeNews[];
  readonly overflow: Overflow;
  readonly lease: () => Lease<TradesKeeper>;
  /** Called when the connection closes, or gives up with an error. */
  readonly enders: Set<(error: Error | undefined) => void>;
}

/** A trade watch with a readable ring of the last trades. It subscribes at once. */
export class TradesStream extends Stream<TradeNews, Trade | TradeHole> implements TradesWatch {
  readonly #ring: Ring;

  constructor(options: TradesStreamOptions) {
    const ring = new Ring(options.ring, options.restored);
    super({
      ...options,
      open: (feeder) => {
        const lease = options.lease();
        const end = (error: Error | undefined): void => feeder.end(error);
        options.enders.add(end);
        const stop = lease.kept.subscribe((news) => {
          ring.add(news);
          feeder.push(news);
        });
        return () => {
          options.enders.delete(end);
          stop();
          lease.release();
        };
      },
      hand: (news) => publicNews(news),
    });
    this.#ring = ring;
    this.attach();
  }

  get recent(): readonly Trade[] {
    return this.#ring.trades();
  }
}

/** The last prints, overwriting the oldest. */
class Ring {
  readonly #capacity: number;
  readonly #items: TradeNews[] = [];
  #next = 0;
  /** What there is to see before the first print. */
  #restored: readonly TradeNews[];

  constructor(capacity: number, restored: readonly TradeNews[]) {
    this.#capacity = Math.max(1, capacity);
    this.#restored = restored.slice(-this.#capacity);
  }

  add(news: TradeNews): void {
    if (news.kind !== "trade") return;
    // Between these and those, nobody knows what is missing: the two never stand in one row.
    this.#restored = [];
    this.#items[this.#next] = news;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** Oldest first. */
  trades(): readonly Trade[] {
    if (this.#restored.length > 0) return this.#restored.map(publicNews).filter((item) => item.kind === "trade");
    const full = this.#items.length === this.#capacity;
    const ordered = full ? [...this.#items.slice(this.#next), ...this.#items.slice(0, this.#next)] : this.#items;
    return ordered.map(publicNews).filter((item) => item.kind === "trade");
  }
}
