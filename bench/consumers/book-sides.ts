// One side of a book alone, ours and the peer's, on the same changes: sizes that change, levels that go and levels that come, most of
// them near the best price.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { BookSide } from "#core/book/book-side";
import { seededRandom } from "#core/random";

const TOP = 20;
const MIDDLE = 1_000_000;
/** How many levels from the best a change is, on average. */
const REACH = 10;
const RUNS = 15;

export interface SideReport {
  readonly depth: number;
  readonly updateNs: number;
  readonly updateAndTopNs: number;
  readonly peerUpdateNs: number;
}

interface PeerSide {
  readonly length: number;
  storeArray(level: [number, number]): void;
}

interface Changes {
  readonly opening: readonly (readonly [number, number])[];
  readonly prices: Float64Array;
  readonly sizes: Float64Array;
  readonly closing: number;
}

/** Times both sides at several depths, each depth in turn, run by run; the median run counts. */
export async function measureSides(task: { readonly depths: readonly number[]; readonly changes: number }): Promise<readonly SideReport[]> {
  const peerFile = join(dirname(createRequire(import.meta.url).resolve("ccxt")), "..", "js", "src", "base", "ws", "OrderBookSide.js");
  const { Bids } = (await import(pathToFileURL(peerFile).href)) as { readonly Bids: new () => PeerSide };
  const cells = task.depths.map((depth) => {
    const changes = changesAt(depth, task.changes);
    const own = new BookSide("bids");
    const read = new BookSide("bids");
    const peer = new Bids();
    for (const [price, size] of changes.opening) {
      own.set(price, size);
      read.set(price, size);
      peer.storeArray([price, size]);
    }
    return { depth, changes, own, read, peer, times: { update: [] as number[], top: [] as number[], peer: [] as number[] } };
  });
  for (let run = 0; run < RUNS; run += 1) {
    for (const { changes, own, read, peer, times } of cells) {
      times.update.push(timed(changes, (price, size) => own.set(price, size)));
      times.top.push(timed(changes, (price, size) => readTop(read, price, size)));
      times.peer.push(timed(changes, (price, size) => peer.storeArray([price, size])));
    }
  }
  return cells.map(({ depth, changes, own, peer, times }) => {
    if (own.length !== changes.closing || peer.length !== changes.closing) throw new RangeError(`The sides differ at depth ${depth}.`);
    return { depth, updateNs: middle(times.update), updateAndTopNs: middle(times.top), peerUpdateNs: middle(times.peer) };
  });
}

let seen = 0;

function readTop(side: BookSide, price: number, size: number): void {
  side.set(price, size);
  for (let rank = 0; rank < TOP; rank += 1) seen += side.priceAt(rank) * side.sizeAt(rank);
}

function timed(changes: Changes, apply: (price: number, size: number) => void): number {
  const { prices, sizes } = changes;
  const start = process.hrtime.bigint();
  for (let at = 0; at < prices.length; at += 1) apply(prices[at] as number, sizes[at] as number);
  const tookNs = Number(process.hrtime.bigint() - start);
  return seen === -1 ? 0 : tookNs / prices.length;
}

/** Changes that end where they began, so that they can be repeated: what goes comes back two changes later. */
function changesAt(depth: number, count: number): Changes {
  const random = seededRandom(`sides ${depth}`);
  const opening = Array.from({ length: depth }, (_, rank): [number, number] => [MIDDLE - rank * 2, random.integer(1, 999)]);
  const prices = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const rank = Math.min(depth - 1, Math.floor(-Math.log(1 - random.unit()) * REACH));
    const goes = at % 10 === 0 && at + 2 < count;
    if (at % 10 === 2) {
      prices[at] = prices[at - 2] as number;
      sizes[at] = random.integer(1, 999);
    } else {
      prices[at] = MIDDLE - rank * 2;
      sizes[at] = goes ? 0 : random.integer(1, 999);
    }
  }
  return { opening, prices, sizes, closing: depth };
}

function middle(figures: readonly number[]): number {
  return [...figures].sort((one, other) => one - other)[figures.length >> 1] ?? Number.NaN;
}
