// What goes wrong on our own side of the wire: slow and broken consumers, a wall clock that jumps, a process that sleeps.

import { type SimulatedWorld } from "#assemblies/simulated";
import { DeliveryQueue } from "#bus/delivery-queue";
import { type Random } from "#core/port";
import { type BookSource } from "#feed/books/book-source";

const QUEUE_CAPACITY = 50;
const SLOW_MS = 1_000;

/** Seeded faults R8, R9, R11 and R12 of one world. */
export class ClientFaults {
  readonly firedById = new Map<string, number>();
  readonly #world: SimulatedWorld;
  readonly #random: Random;
  #ended = false;

  constructor(world: SimulatedWorld, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** Plans jumps and sleeps within the storm; returns the plan in words. */
  plan(stormMs: number): readonly string[] {
    const plan: string[] = [];
    if (this.#random.chance(0.3)) plan.push(this.#planned(stormMs, "R11", this.#random.pick([3_600_000, -3_600_000, 1_000, -86_400_000])));
    if (this.#random.chance(0.2)) plan.push(this.#planned(stormMs, "R12", this.#random.pick([10_000, 600_000, 28_800_000])));
    return plan;
  }

  /** Attaches a consumer to a book: sometimes a slow one, sometimes one that throws. */
  consume(source: BookSource): void {
    if (this.#random.chance(0.3)) this.#slow(source);
    if (this.#random.chance(0.2)) this.#throwing(source);
  }

  end(): void {
    this.#ended = true;
  }

  #planned(stormMs: number, id: "R11" | "R12", ms: number): string {
    const atMs = this.#random.integer(2_000, stormMs - 5_000);
    const { clock } = this.#world;
    clock.after(atMs, () => {
      this.#fired(id);
      if (id === "R11") clock.jumpWall(ms);
      else clock.sleep(ms);
    });
    return `${atMs} ${id} ${ms}`;
  }

  /** Takes one item a second from a bounded queue: the feed must not notice. */
  #slow(source: BookSource): void {
    const queue = new DeliveryQueue<string>(
      this.#random.chance(0.5) ? { kind: "latest" } : { kind: "drop-oldest", capacity: QUEUE_CAPACITY },
      () => new Error("too slow"),
    );
    source.subscribe(() => queue.push(String(source.book.sequence)));
    const take = (): void => {
      if (this.#ended) return;
      const taken = queue.take();
      if (taken.kind === "item") this.#fired("R8");
      if (queue.waiting > QUEUE_CAPACITY) throw new RangeError("a bounded queue grew past its bound");
      this.#world.clock.after(SLOW_MS, take);
    };
    take();
  }

  #throwing(source: BookSource): void {
    source.subscribe(() => {
      if (this.#ended || !this.#random.chance(0.05)) return;
      this.#fired("R9");
      throw new Error("a consumer that throws");
    });
  }

  #fired(id: string): void {
    this.firedById.set(id, (this.firedById.get(id) ?? 0) + 1);
  }
}
