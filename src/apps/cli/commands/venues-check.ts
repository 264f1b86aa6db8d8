import { type CommandRun, type Request } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printRows } from "#apps/cli/output/row-printer";
import { type Column } from "#apps/cli/output/table";
import { type Session } from "#apps/cli/session";
import { readableVenue, wantedInterfaces } from "#apps/cli/venue-access";
import { type Venue } from "#assemblies/command-line";
import { openSocketGround, openVirtualGround, type Subject, subjectName, subjectsOf } from "#assemblies/simulated-check";
import { type Card, type CardResult } from "#conformance/card";
import { CARDS } from "#conformance/cards";
import { runCards } from "#conformance/run-cards";
import { UsageError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** Cards beside each other over sockets: most of a card is waiting. */
const AT_ONCE = 25;

/** A card and what it came to, as programs get it. */
interface CheckRow {
  readonly v: 1;
  readonly kind: "card";
  readonly venue: string;
  readonly product: string;
  readonly api: string;
  readonly dialect: string;
  readonly card: string;
  readonly title: string;
  readonly outcome: "passed" | "failed" | "not-applicable";
  /** Why it failed, or does not apply; empty where it passed. */
  readonly why: string;
  readonly tookMs: number;
  readonly repeats: number;
}

const COLUMNS: readonly Column<CheckRow>[] = [
  { title: "PRODUCT", cell: ({ product, api, dialect }) => [product, api, ...(dialect === "strict" ? [] : [dialect])].join(" ") },
  { title: "CARD", cell: ({ card }) => card },
  { title: "RESULT", cell: ({ outcome }) => (outcome === "not-applicable" ? "not applicable" : outcome) },
  { title: "MS", align: "right", leaveOut: 1, cell: ({ tookMs }) => String(tookMs) },
  { title: "WHAT IS PROMISED", wrap: true, cell: ({ title, why }) => (why === "" ? title : `${title}: ${why}`) },
];

/** Runs the conformance cards for a venue against a simulator in this process, and ends with 9 when one failed. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const cards = wantedCards(textOf(request.flags["card"]));
  const subjects = wantedSubjects(session, await known.load());
  const rows: CheckRow[] = [];
  for (const subject of subjects) {
    session.talk(`${subjectName(subject)}: ${cards.length} cards`);
    const results = await session.stop.orEnded(check(subject, { request, session, cards }));
    if (results === undefined) break;
    rows.push(...results.map((result) => rowOf(subject, result)));
  }
  const count = (outcome: CheckRow["outcome"]): number => rows.filter((row) => row.outcome === outcome).length;
  const facts = { passed: count("passed"), failed: count("failed"), notApplicable: count("not-applicable") };
  const remark = `${facts.passed} passed, ${facts.failed} failed, ${facts.notApplicable} not applicable`;
  await printRows(session, { kind: "cards", rows, columns: COLUMNS, facts, remark });
  if (session.stop.cause === "timeout") return EXIT.timeout;
  return facts.failed > 0 ? EXIT.integrity : EXIT.ok;
};

function check(
  subject: Subject,
  { request, session, cards }: { readonly request: Request; readonly session: Session; readonly cards: readonly Card[] },
): Promise<readonly CardResult[]> {
  const { clock } = session;
  if (request.flags["virtual"] === true) return runCards(subject, { open: openVirtualGround, clock, cards });
  return runCards(subject, { open: openSocketGround, clock, cards, atOnce: AT_ONCE, repeats: 1 });
}

/** Everything of the venue that truebook speaks, or what `--product`, `--api` and `--dialect` leave of it. */
function wantedSubjects(session: Session, venue: Venue): readonly Subject[] {
  const { product, api, dialect } = session.flags;
  const subjects = subjectsOf(venue);
  if (product === undefined && api === undefined && dialect === undefined) return subjects;
  // Throws for a name that does not exist; without a version, every version of the product is meant.
  wantedInterfaces(session, venue.description);
  return subjects.filter(
    ({ description: each }) =>
      (product === undefined || each.product === product) &&
      (api === undefined || each.api === api) &&
      (dialect === undefined || (each.dialect ?? "strict") === dialect),
  );
}

function wantedCards(id: string | undefined): readonly Card[] {
  if (id === undefined) return CARDS;
  const card = CARDS.find((each) => each.id === id.toUpperCase());
  if (card !== undefined) return [card];
  const meant = nearest(
    id,
    CARDS.map((each) => each.id),
  );
  throw new UsageError("unknown-card", `There is no card "${printable(id).slice(0, 40)}"; nothing was started.`, {
    hint: meant === undefined ? `The cards are ${CARDS[0]?.id} to ${CARDS.at(-1)?.id}.` : `Did you mean ${meant}?`,
  });
}

function rowOf({ venue, description }: Subject, { id, title, outcome, tookMs, repeats }: CardResult): CheckRow {
  return {
    v: 1,
    kind: "card",
    venue: venue.description.id,
    product: description.product,
    api: description.api,
    dialect: description.dialect ?? "strict",
    card: id,
    title,
    outcome: outcome.kind,
    why: outcome.kind === "passed" ? "" : outcome.why,
    tookMs,
    repeats,
  };
}
