// Cards about what is inside a frame: text that is none, fields that nobody announced, types and numbers that changed.

import { type FaultValue } from "#assemblies/simulated-ground/truth";
import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { jsonBook, pushed } from "#conformance/needs";
import { HEAL_WITHIN_MS, type Scene } from "#conformance/scene";
import { type StagedBook } from "#conformance/staged-book";

const HAPPENS_WITHIN_MS = 10_000;
/** Between two resyncs of one book lie some seconds, which pass so much faster over sockets. */
const SPEED = 4;

const malformed: Card = {
  id: "VC-30",
  title: "A frame that is cut short or no JSON is counted, takes the book out of live, and heals",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const book = await scene.book();
    for (const form of ["truncated", "html"]) {
      const sinceMs = scene.nowMs;
      scene.fault("malformed-frame", { times: 1, form });
      await scene.left(book, { atMs: sinceMs, withinMs: HAPPENS_WITHIN_MS });
      await scene.live(book, HEAL_WITHIN_MS);
    }
    const { malformed: count } = scene.venue.health();
    ensure(count >= 2, `${count} malformed frames were counted of 2`);
  },
};

const drift: Card = {
  id: "VC-31",
  title: "Fields that nobody announced are counted by name and change nothing",
  needs: jsonBook,
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    const book = await scene.book();
    const sinceMs = scene.nowMs;
    scene.fault("unknown-fields", { times: 2 });
    await scene.happened("unknown-fields", HAPPENS_WITHIN_MS);
    const counted = (): readonly string[] => Object.keys(scene.venue.health().unknownFields);
    await scene.expect(
      () => counted().some((name) => name.includes("schemaRevision")),
      () => `the counter holds ${counted().join(", ") || "nothing"}`,
      2_000,
    );
    await moves(scene, book);
    ensure(book.calmSince(sinceMs), () => `the book was ${JSON.stringify(book.turns.at(-1))}`);
  },
};

const types: Card = {
  id: "VC-32",
  title: "Levels whose types changed are read exactly or not at all",
  needs: jsonBook,
  run: (stage) => faults(stage.open({ mood: "busy", speed: SPEED }), "type-change", ["null-size", "missing-size", "objects", "null-level"]),
};

const numbers: Card = {
  id: "VC-33",
  title: "Prices and sizes that are no numbers of a market never stand in a book; one with an exponent is read exactly",
  needs: jsonBook,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const book = await scene.book();
    for (const [at, part] of ["price", "size", "exponent"].entries()) {
      await strike(scene, book, { name: "hostile-numbers", params: { times: 1, part }, before: at });
    }
  },
};

const identifiers: Card = {
  id: "VC-34",
  title: "Identifiers beyond 2^53 in a frame disturb nothing",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    const book = await scene.book();
    const sinceMs = scene.nowMs;
    scene.fault("wide-numbers", { times: 2 });
    await scene.happened("wide-numbers", HAPPENS_WITHIN_MS);
    await moves(scene, book);
    ensure(book.calmSince(sinceMs), () => `the book was ${JSON.stringify(book.turns.at(-1))}`);
  },
};

const strangers: Card = {
  id: "VC-35",
  title: "A book frame that names another market is applied to neither",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const [book, other] = [await scene.book(), await scene.book({ market: scene.marketAt(1) })];
    // An image that is relabelled as a whole is the other market's true book, word for word: nobody could tell.
    const forms = stage.subject.description.book.proof === "sequence" ? ["unknown", "swapped"] : ["unknown"];
    for (const [at, form] of forms.entries()) {
      await strike(scene, book, { name: "wrong-symbol", params: { times: 1, form }, before: at });
    }
    await scene.live(other, HEAL_WITHIN_MS);
  },
};

const hostile: Card = {
  id: "VC-36",
  title: "Keys and texts that attack whoever stores or prints them change nothing",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: SPEED });
    const book = await scene.book();
    for (const name of ["polluting-keys", "hostile-texts"]) await strike(scene, book, { name, params: { times: 1 }, before: 0 });
    ensure(({} as { polluted?: unknown }).polluted === undefined, "an object was polluted");
  },
};

async function faults(opening: Promise<Scene>, name: string, forms: readonly string[]): Promise<void> {
  const scene = await opening;
  const book = await scene.book();
  for (const [at, form] of forms.entries()) await strike(scene, book, { name, params: { times: 1, form }, before: at });
}

interface Strike {
  readonly name: string;
  readonly params: Readonly<Record<string, FaultValue>>;
  /** How often it happened before. */
  readonly before: number;
}

/** One fault, after which the book is live and goes on; whatever it did meanwhile, it was never wrong while live. */
async function strike(scene: Scene, book: StagedBook, { name, params, before }: Strike): Promise<void> {
  scene.fault(name, params);
  await scene.expect(() => scene.fired(name) > before, `the fault ${name} never came about`, HAPPENS_WITHIN_MS);
  await moves(scene, book);
}

async function moves(scene: Scene, book: StagedBook): Promise<void> {
  const before = book.compared;
  await scene.expect(
    () => book.live && book.compared - before >= 2,
    () => `the book stands still, ${String(book.reason)}`,
    HEAL_WITHIN_MS,
  );
}

export const CONTENT_CARDS: readonly Card[] = [malformed, drift, types, numbers, identifiers, strangers, hostile];
