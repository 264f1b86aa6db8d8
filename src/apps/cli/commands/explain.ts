import { type CommandRun } from "#apps/cli/command-spec";
import { ERROR_CODES, type Explanation, REASONS, REFUSALS } from "#apps/cli/error-catalogue";
import { EXIT, EXIT_MEANINGS } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { printRows } from "#apps/cli/output/row-printer";
import { type Column } from "#apps/cli/output/table";
import { venues } from "#assemblies/command-line";
import { type FaultSheet, faultList } from "#assemblies/fault-list";
import { UsageError, type VenueErrorCategory } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

/** One thing that a code can mean. */
interface Meaning {
  readonly v: 1;
  readonly kind: "explanation";
  readonly code: string;
  readonly what: "error" | "exit-code" | "venue-code" | "fault" | "reason";
  readonly meaning: string;
  readonly act: string;
}

const COLUMNS: readonly Column<Meaning>[] = [
  { title: "CODE", cell: ({ code }) => code },
  { title: "IS", cell: ({ what }) => what },
  { title: "MEANING", wrap: true, cell: ({ meaning }) => meaning },
];

/** Says what a code means; without one, lists all that have a meaning of their own. */
export const run: CommandRun = async (request, session) => {
  const code = textOf(request.args[0]);
  const rows = code === undefined ? everything() : await meaningsOf(code);
  if (rows.length === 0) throw unknown(code ?? "");
  if ((await session.format()) !== "table" || code === undefined) {
    await printRows(session, { kind: "explanations", rows, columns: COLUMNS });
    return EXIT.ok;
  }
  for (const row of rows) {
    await session.out.line(printable(`${row.code} (${row.what}): ${row.meaning}`));
    if (row.act !== "") await session.out.line(printable(row.act));
  }
  return EXIT.ok;
};

const row = (what: Meaning["what"], code: string, [meaning, act]: Explanation): Meaning => ({
  v: 1,
  kind: "explanation",
  code,
  what,
  meaning,
  act,
});

/** All that a word can mean: several, where an exit code is also a venue's. */
async function meaningsOf(code: string): Promise<Meaning[]> {
  const key = code.toLowerCase();
  return [...own().filter((meaning) => meaning.code === key), ...faults(code), ...(await ofVenues(code))];
}

function own(): Meaning[] {
  return [
    ...EXIT_MEANINGS.map(({ exit, name, meaning }) => row("exit-code", String(exit), [`${name}. ${meaning}`, ""])),
    ...Object.entries(ERROR_CODES).map(([code, explanation]) => row("error", code, explanation)),
    ...Object.entries(REFUSALS).map(([category, explanation]) => row("error", `venue-${category}`, explanation)),
    ...Object.entries(REASONS).map(([reason, explanation]) => row("reason", reason, explanation)),
  ];
}

/** Faults by name or by an id of the catalogue. */
function faults(code: string): Meaning[] {
  return faultList.filter(({ name, ids }) => name === code.toLowerCase() || ids.includes(code.toUpperCase())).map(faultRow);
}

function faultRow(fault: FaultSheet): Meaning {
  const parameters = Object.entries(fault.parameters).map(([name, parameter]) => `${name}=${parameter.initial} (${parameter.words})`);
  const set = parameters.length === 0 ? "" : ` Parameters: ${parameters.join(" · ")}`;
  return row("fault", `${fault.name} (${fault.ids.join(", ")})`, [fault.words, `truebook sim fault ${fault.name}.${set}`]);
}

/** `lmex:-2`, or a bare code that some venue has. A venue that is named answers also for codes that it does not know. */
async function ofVenues(code: string): Promise<Meaning[]> {
  const [, named, venueCode = code] = /^([a-z]+):(.+)$/i.exec(code) ?? [];
  const rows: Meaning[] = [];
  for (const [id, { load }] of venues) {
    if (load === undefined || (named !== undefined && named.toLowerCase() !== id)) continue;
    const category: VenueErrorCategory = (await load()).errorCategory(venueCode);
    if (category === "unrecognized" && named === undefined) continue;
    const [meaning, act] = REFUSALS[category];
    rows.push(row("venue-code", `${id}:${venueCode}`, [`${category}. ${meaning}`, act]));
  }
  return rows;
}

const everything = (): Meaning[] => [...own(), ...faultList.map(faultRow)];

function unknown(code: string): UsageError {
  const meant = nearest(code, [...own().map((meaning) => meaning.code), ...faultList.map(({ name }) => name)]);
  return new UsageError("unknown-code", `Nothing has the code "${printable(code).slice(0, 40)}".`, {
    hint: meant === undefined ? "Run truebook explain to see all codes." : `Did you mean ${meant}?`,
  });
}
