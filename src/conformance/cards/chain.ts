// Cards about the chain of a book: every way in which a message can be lost, doubled, late, early or old. Where a venue has no chain,
// the same faults must leave no trace but an image less.

import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { all, jsonBook, namedNodes, pushed, sequenceProof } from "#conformance/needs";
import { HEAL_WITHIN_MS, type Scene } from "#conformance/scene";
import { type StagedBook } from "#conformance/staged-book";

/** What is slow by nature runs so much faster over sockets. */
const SPEED = 4;
const GAP_HEALS_WITHIN_MS = 5_000;
const HAPPENS_WITHIN_MS = 10_000;
/** A chain that began anew has not come further when a card looks. */
const NEW_CHAIN_MAX = 5_000n;

const lost: Card = {
  id: "VC-19",
  title: "A lost delta is told as a gap in the turn of the next one, and healed; a lost image leaves the next one true",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    const book = await scene.book();
    const sinceMs = scene.nowMs;
    scene.fault("drop-delta", { times: 1 });
    await scene.happened("drop-delta", HAPPENS_WITHIN_MS);
    await afterFault(scene, book, sinceMs);
  },
};

const doubled: Card = {
  id: "VC-20",
  title: "A delta or image that comes twice changes nothing",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    const book = await scene.book();
    const sinceMs = scene.nowMs;
    scene.fault("duplicate-delta", { times: 2, afterMs: 0 });
    await scene.happened("duplicate-delta", HAPPENS_WITHIN_MS);
    await moves(scene, book);
    ensure(book.calmSince(sinceMs), () => `the book was ${JSON.stringify(book.turns.at(-1))}`);
  },
};

const reordered: Card = {
  id: "VC-21",
  title: "A delta behind its successor is a gap that heals; an image behind its successor is not taken",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    const book = await scene.book();
    const sinceMs = scene.nowMs;
    scene.fault("reorder-delta", { times: 1 });
    await scene.happened("reorder-delta", HAPPENS_WITHIN_MS);
    if (stage.subject.description.book.proof === "sequence") await afterFault(scene, book, sinceMs);
    else await moves(scene, book);
    ensure(stage.subject.description.book.proof === "sequence" || book.steppedBack === 0, "an older image replaced a newer one");
  },
};

const early: Card = {
  id: "VC-22",
  title: "A delta before its snapshot is not applied to a book that is not there",
  needs: sequenceProof,
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    scene.fault("delta-before-snapshot", { times: 1 });
    const book = await scene.book({ wait: false });
    await scene.happened("delta-before-snapshot", HAPPENS_WITHIN_MS);
    await scene.live(book, HEAL_WITHIN_MS);
    await moves(scene, book);
  },
};

const old: Card = {
  id: "VC-23",
  title: "A snapshot that is older than the deltas after it never stands as the book, asked for or not",
  needs: sequenceProof,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    scene.fault("old-snapshot", { times: 1, back: 3, when: "opening" });
    await scene.pass(3_000);
    const book = await scene.book({ wait: false });
    await scene.live(book, HEAL_WITHIN_MS);
    scene.fault("old-snapshot", { times: 1, back: 3, when: "unasked" });
    await scene.expect(() => scene.fired("old-snapshot") >= 2, "the second old snapshot never came", HAPPENS_WITHIN_MS);
    await scene.live(book, HEAL_WITHIN_MS);
    await moves(scene, book);
  },
};

const reset: Card = {
  id: "VC-24",
  title: "Numbers that start anew, lower or higher, are noticed, and the book is read anew",
  needs: sequenceProof,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const book = await scene.book();
    for (const to of ["lower", "higher"]) {
      scene.fault("sequence-reset", { to });
      await scene.happened("sequence-reset", HAPPENS_WITHIN_MS);
      const begins = BigInt(scene.market.picture(0).sequence);
      const isAnew = (): boolean => {
        const at = BigInt(book.watch.latest.sequence ?? -1);
        return book.live && at >= begins && at < begins + NEW_CHAIN_MAX;
      };
      await scene.expect(isAnew, () => `the book is at ${String(book.watch.latest.sequence)}`, HEAL_WITHIN_MS);
      await moves(scene, book);
    }
    ensure(scene.heard("gap").length > 0, "nobody was told that the numbers began anew");
  },
};

const wide: Card = {
  id: "VC-25",
  title: "Numbers beyond 2^53 are kept digit by digit",
  needs: all(sequenceProof, jsonBook),
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    scene.fault("wide-sequence");
    const book = await scene.book();
    await moves(scene, book);
    const { sequence } = book.watch.latest;
    ensure(BigInt(sequence ?? 0) > BigInt(Number.MAX_SAFE_INTEGER), `the book is at ${String(sequence)}`);
  },
};

const crossed: Card = {
  id: "VC-26",
  title: "A message that crosses the book is not believed, and the book is read anew",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    const book = await scene.book();
    const sinceMs = scene.nowMs;
    scene.fault("crossed-book", { times: 1, form: "ask-under-bid" });
    await scene.left(book, { atMs: sinceMs, withinMs: HAPPENS_WITHIN_MS });
    await scene.live(book, HEAL_WITHIN_MS);
  },
};

const unsorted: Card = {
  id: "VC-27",
  title: "Levels in no order, or named twice, make the same book or none",
  needs: jsonBook,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: 2 });
    const book = await scene.book();
    for (const [at, form] of ["shuffled", "repeated"].entries()) {
      scene.fault("unsorted-levels", { times: 1, form });
      await scene.expect(() => scene.fired("unsorted-levels") > at, "the fault never came about", HAPPENS_WITHIN_MS);
      await scene.live(book, HEAL_WITHIN_MS);
    }
    await moves(scene, book);
  },
};

const frozen: Card = {
  id: "VC-28",
  title: "A topic that repeats one frame again and again does not pass for a book that moves",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const book = await scene.book();
    await moves(scene, book);
    scene.fault("frozen-repeats", { durationMs: 9_000 });
    await scene.happened("frozen-repeats", HAPPENS_WITHIN_MS);
    await scene.left(book, { atMs: book.movedAtMs, withinMs: 8_000 });
    await scene.live(book, HEAL_WITHIN_MS);
  },
};

const nodes: Card = {
  id: "VC-29",
  title: "Images of a node whose books are known to be stale are left out",
  needs: namedNodes,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const prefix = stage.subject.description.book.images?.trustedNodePrefix ?? "";
    let foreign = 0;
    scene.ground.onReceived((text) => {
      if (/"s":"[a-z]-/.test(text) && !text.includes(`"s":"${prefix}`)) foreign += 1;
    });
    const book = await scene.book();
    await scene.expect(
      () => foreign >= 2,
      () => `${foreign} images of other nodes came`,
      30_000,
    );
    await moves(scene, book);
    ensure(book.steppedBack === 0, "an older image replaced a newer one");
  },
};

/** With a chain: a gap is told and heals. Without: nothing happens but that the next image is true. */
async function afterFault(scene: Scene, book: StagedBook, sinceMs: number): Promise<void> {
  if (scene.subject.description.book.proof === "sequence") {
    await scene.left(book, { atMs: sinceMs, withinMs: GAP_HEALS_WITHIN_MS });
    await scene.live(book, GAP_HEALS_WITHIN_MS);
    ensure(scene.heard("gap").length > 0, "no gap was told");
    ensure(scene.heard("healed").length > 0, "no healing was told");
  }
  await moves(scene, book);
  ensure(scene.subject.description.book.proof === "sequence" || book.calmSince(sinceMs), "an image less took the book out of live");
}

/** The book goes on: two more live hand-outs. */
async function moves(scene: Scene, book: StagedBook): Promise<void> {
  const before = book.compared;
  await scene.expect(
    () => book.live && book.compared - before >= 2,
    () => `the book stands still, ${String(book.reason)}`,
    HEAL_WITHIN_MS,
  );
}

export const CHAIN_CARDS: readonly Card[] = [lost, doubled, reordered, early, old, reset, wide, crossed, unsorted, frozen, nodes];
