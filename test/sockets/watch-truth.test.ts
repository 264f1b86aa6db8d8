// The promise in a user's words: two built commands, each in a process of its own, real sockets between them; every live line that
// `watch` prints is the book that the simulator says it had at that sequence.

import { beforeAll, expect, test } from "vitest";
import { run, startSimulator } from "../cli/command.ts";
import { ensureBuilt } from "../house/build.ts";

const DEPTH = 25;
/** Ten seconds of a calm market; a busy machine gets more time, because starting takes it longer. */
const LINES = 120;
const FOR_S = 25;
/** Those that break a book come seldom: a book that is broken again within five seconds waits for its turn, and then shows nothing. */
const FAULTS =
  "drop-delta@6,crossed-book@3,duplicate-delta@40,reorder-delta@3,hostile-numbers@3,unknown-fields@30,wide-numbers@30,polluting-keys@20";

interface Line {
  readonly kind: string;
  readonly state?: string;
  readonly sequence?: string;
  readonly bids?: unknown;
  readonly asks?: unknown;
}

interface Watched {
  readonly exit: number | null;
  /** Whether the last line of the book was a live one. */
  readonly endsLive: boolean;
  readonly live: readonly Line[];
  readonly summary: Readonly<Record<string, unknown>>;
  /** Live lines that differ from the simulator's book at their sequence. */
  readonly wrong: readonly unknown[];
  readonly fired: number;
}

async function watch(faults: string): Promise<Watched> {
  const simulator = await startSimulator(faults === "none" ? "" : `--faults ${faults}`);
  try {
    const { exit, lines } = await run(
      `watch lmex BTC-PERP --sim-url ${simulator.url} --json --depth ${DEPTH} --for ${FOR_S}s --count ${LINES}`,
    );
    const books = (lines as readonly unknown[] as readonly Line[]).filter(({ kind }) => kind === "book");
    const live = books.filter(({ state }) => state === "live");
    const wrong: unknown[] = [];
    for (const line of live) {
      const answer = await fetch(`${simulator.url}/_sim/book/lmex/BTC-PERP?sequence=${line.sequence}&depth=${DEPTH}`);
      const truth = (await answer.json()) as Line;
      if (JSON.stringify([line.bids, line.asks]) !== JSON.stringify([truth.bids, truth.asks])) wrong.push({ line, truth });
    }
    const health = (await (await fetch(`${simulator.url}/_sim/health`)).json()) as { faults: { byName: Record<string, number> } };
    const fired = Object.values(health.faults.byName).reduce((sum, count) => sum + count, 0);
    return { exit, endsLive: books.at(-1)?.state === "live", live, summary: lines.at(-1) ?? {}, wrong, fired };
  } finally {
    await simulator.stop();
  }
}

beforeAll(() => ensureBuilt(), 90_000);

test("every live line of a watch is the venue's book at its sequence, with and without faults", async () => {
  const [calm, stormy] = await Promise.all([watch("none"), watch(FAULTS)]);
  for (const { live, wrong, summary } of [calm, stormy]) {
    expect(wrong.slice(0, 1)).toEqual([]);
    expect(live.length).toBeGreaterThan(10);
    expect(summary).toMatchObject({ v: 1, kind: "summary", drops: 0 });
  }
  expect(calm).toMatchObject({ exit: 0, summary: { gaps: 0, healed: 0 }, fired: 0 });
  expect(stormy.fired).toBeGreaterThan(3);
  expect(Number(stormy.summary["gaps"])).toBeGreaterThan(0);
  // A gap that is open when the time is over is told by the exit code.
  expect(stormy.exit).toBe(stormy.endsLive && stormy.summary["gaps"] === stormy.summary["healed"] ? 0 : 9);
}, 90_000);
