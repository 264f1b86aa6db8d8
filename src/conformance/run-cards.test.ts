import { expect, test } from "vitest";
import { subjectsOf } from "#assemblies/simulated-ground/subject";
import { openVirtualGround } from "#assemblies/simulated-ground/virtual-ground";
import { VirtualClock } from "#clock/virtual-clock";
import { type Card } from "#conformance/card";
import { CardFailure, ensure } from "#conformance/ensure";
import { nothing } from "#conformance/needs";
import { runCards } from "#conformance/run-cards";
import { lmex } from "#venues/lmex/index";

const [subject] = subjectsOf(lmex);
if (subject === undefined) throw new RangeError("LMEX has no product.");

const card = (id: Card["id"], more: Partial<Card>): Card => ({ id, title: "", needs: nothing, run: () => Promise.resolve(), ...more });
const run = (cards: readonly Card[], repeats = 0) =>
  runCards(subject, { open: openVirtualGround, clock: new VirtualClock(), cards, repeats, atOnce: 2 });

test("a card passes, fails with what was seen, or tells why it does not apply; the order is that of the cards", async () => {
  const results = await run([
    card("VC-90", { run: () => Promise.reject(new CardFailure("it was three")) }),
    card("VC-91", { needs: () => "it has none" }),
    card("VC-92", {}),
  ]);
  expect(results.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["VC-90", { kind: "failed", why: "it was three" }],
    ["VC-91", { kind: "not-applicable", why: "it has none" }],
    ["VC-92", { kind: "passed" }],
  ]);
});

test("a card that breaks by itself has failed, and says that it was the card", async () => {
  const [result] = await run([card("VC-90", { run: () => Promise.reject(new TypeError("oops")) })]);
  expect(result?.outcome).toMatchObject({ kind: "failed", why: expect.stringMatching(/the card itself broke: TypeError: oops/) });
});

test("a card that failed is run again as often as was asked, and tells how often", async () => {
  let runs = 0;
  const late = card("VC-90", {
    run: async () => {
      runs += 1;
      ensure(runs === 3, "too late");
    },
  });
  expect(await run([late], 2)).toMatchObject([{ outcome: { kind: "passed" }, repeats: 2 }]);
  runs = 3;
  expect(await run([late], 1)).toMatchObject([{ outcome: { kind: "failed", why: "too late" }, repeats: 1 }]);
});

test("a book that was wrong while it was live fails a card that saw nothing, and is not excused", async () => {
  let runs = 0;
  const blind = card("VC-90", {
    run: async (stage) => {
      runs += 1;
      const scene = await stage.open();
      const book = await scene.book();
      book.wrong = "a level too few";
    },
  });
  expect(await run([blind], 2)).toMatchObject([{ outcome: { kind: "failed", why: "a level too few" }, repeats: 0 }]);
  expect(runs).toBe(1);
});
