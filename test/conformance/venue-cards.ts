// Every card against every product, version and dialect of one venue: in virtual time, one after the other, and over real sockets,
// where most of a card is waiting, so that they run beside each other.

import { describe, expect, test } from "vitest";
import { loadVenue } from "#assemblies/live";
import { openSocketGround } from "#assemblies/simulated-ground/socket-ground";
import { type Subject, subjectName, subjectsOf } from "#assemblies/simulated-ground/subject";
import { openVirtualGround } from "#assemblies/simulated-ground/virtual-ground";
import { systemClock } from "#clock/system-clock";
import { type CardResult } from "#conformance/card";
import { CARDS } from "#conformance/cards";
import { runCards } from "#conformance/run-cards";

const VIRTUAL_WITHIN_MS = 30_000;
const SOCKETS_WITHIN_MS = 90_000;
const AT_ONCE = 25;

/** What a venue's subjects are, and which cards may not apply to each: a card that stops to apply without a word is a change. */
export type Inapplicable = Readonly<Record<string, string>>;

/** The cards about accounts, where no private interface is spoken. */
export const NO_ACCOUNT: string = CARDS.map(({ id }) => id.slice(3))
  .filter((id) => Number(id) >= 50)
  .join(" ");

/** Tests that every card passes or says why it cannot apply. */
export async function everyCardHolds(venue: string, inapplicable: Inapplicable): Promise<void> {
  const subjects = subjectsOf(await loadVenue(venue));
  test(`the subjects of ${venue} are those that its cards are listed for`, () => {
    expect(subjects.map(subjectName)).toEqual(Object.keys(inapplicable));
  });
  describe(`every card holds for ${venue}`, () => {
    for (const subject of subjects) {
      const name = subjectName(subject);
      test(
        `${name} in virtual time`,
        async () => judge(await runCards(subject, { open: openVirtualGround, clock: systemClock }), inapplicable[name]),
        VIRTUAL_WITHIN_MS,
      );
    }
    for (const subject of subjects) {
      const name = subjectName(subject);
      test(`${name} over real sockets`, async () => judge(await overSockets(subject), inapplicable[name]), SOCKETS_WITHIN_MS);
    }
  });
}

const overSockets = (subject: Subject): Promise<readonly CardResult[]> =>
  runCards(subject, { open: openSocketGround, clock: systemClock, atOnce: AT_ONCE, repeats: 2 });

function judge(results: readonly CardResult[], inapplicable: string | undefined): void {
  expect(results.filter(({ outcome }) => outcome.kind === "failed")).toEqual([]);
  expect(results.map(({ id }) => id)).toEqual(CARDS.map(({ id }) => id));
  const without = results.filter(({ outcome }) => outcome.kind === "not-applicable").map(({ id }) => id.slice(3));
  expect(without.join(" ")).toBe(inapplicable);
}
