// Cards about books that nothing disturbs: snapshot, deltas or images, groupings, and what a subscription costs.

import { type Card } from "#conformance/card";
import { ensure } from "#conformance/ensure";
import { groupings, nothing, pushed } from "#conformance/needs";

const snapshot: Card = {
  id: "VC-15",
  title: "A watched book is live within five seconds, equal to the venue's, and labelled with what proves it",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open();
    const book = await scene.book();
    const { proof, sequence } = book.watch.latest;
    const described = stage.subject.pushes.book ? stage.subject.description.book.proof : "image";
    ensure(book.compared > 0, "no live book was compared");
    ensure(proof === described, `the proof is labelled ${proof}, the venue's is ${described}`);
    ensure(proof !== "sequence" || sequence !== undefined, "a book that is proven by its sequence has none");
  },
};

const updates: Card = {
  id: "VC-16",
  title: "Every delta or image leaves the book equal to the venue's, and live all the time",
  needs: nothing,
  async run(stage) {
    const scene = await stage.open({ mood: "busy", speed: 2 });
    const book = await scene.book();
    const [sinceMs, before] = [scene.nowMs, book.compared];
    await scene.expect(
      () => book.compared - before >= 4,
      () => `${book.compared - before} updates came`,
      8_000,
    );
    await scene.pass(1_000);
    ensure(book.calmSince(sinceMs), () => `the book was ${JSON.stringify(book.turns.at(-1))}`);
  },
};

const grouped: Card = {
  id: "VC-17",
  title: "A book in the venue's own price groups is a book of its own, and true",
  needs: groupings,
  async run(stage) {
    const scene = await stage.open({ mood: "busy" });
    const group = stage.subject.description.book.groupings.find((each) => each > 0) ?? 1;
    const [native, book] = [await scene.book(), await scene.book({ group })];
    const before = book.compared;
    await scene.expect(() => book.compared - before >= 4, "the grouped book does not move", 8_000);
    ensure(native.live && book.live, "one of the two books is not live");
  },
};

const shared: Card = {
  id: "VC-18",
  title: "Several listeners share one subscription; when the last leaves, nothing is subscribed and no socket is open",
  needs: pushed("book"),
  async run(stage) {
    const scene = await stage.open();
    const books = [await scene.book(), await scene.book(), await scene.book()];
    const held = (): number => scene.heldTopics().length;
    ensure(held() === 1, `${held()} topics are subscribed for one book`);
    await Promise.all(books.map(({ watch }) => scene.settled(watch.close())));
    await scene.expect(
      () => scene.sockets().length === 0,
      () => `${scene.sockets().length} sockets stay open`,
      3_000,
    );
  },
};

export const BOOK_CARDS: readonly Card[] = [snapshot, updates, grouped, shared];
