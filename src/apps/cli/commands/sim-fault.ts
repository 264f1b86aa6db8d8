import { type CommandRun } from "#apps/cli/command-spec";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf, textsOf } from "#apps/cli/flag-value";
import { SIMULATOR_URL } from "#apps/cli/global-flags";
import { printOne } from "#apps/cli/output/row-printer";
import { postControl } from "#apps/cli/sim-control";
import { faultList } from "#assemblies/fault-list";
import { type TruebookError, UsageError } from "#core/error";
import { nearest } from "#core/text/nearest";
import { printable } from "#core/text/printable";

const ANSWER_WITHIN_MS = 5_000;

/** Makes a running simulator fail once. */
export const run: CommandRun = async (request, session) => {
  const name = knownFault(textOf(request.args[0]) ?? "");
  const venue = textOf(request.flags["venue"]);
  const symbol = textOf(request.flags["symbol"]);
  const product = session.flags.product;
  const params = Object.fromEntries(textsOf(request.flags["param"]).map(readParameter));
  const order = {
    name,
    params,
    ...(venue === undefined ? {} : { venue: session.knownVenue(venue) }),
    ...(product === undefined ? {} : { product }),
    ...(symbol === undefined ? {} : { symbol }),
  };
  const base = (await session.simulator()) ?? SIMULATOR_URL;
  const { status, body } = await postControl(base, "/_sim/faults", {
    body: order,
    timeoutMs: (await session.timeoutMs()) ?? ANSWER_WITHIN_MS,
  });
  if (status >= 400) throw refused(name, status, body);
  const where = [venue, symbol].filter((part) => part !== undefined).join(" ");
  await printOne(session, { v: 1, kind: "fault", ...order, simulator: base }, () => [
    `${name} was ordered${where === "" ? "" : ` for ${printable(where)}`} at ${base}.`,
  ]);
  return EXIT.ok;
};

/** The name of a fault that exists, by its name or by one of its ids. Throws a UsageError that names the nearest. */
export function knownFault(word: string): string {
  const found = faultList.find(({ name, ids }) => name === word || ids.some((id) => id === word.toUpperCase()));
  if (found !== undefined) return found.name;
  const meant = nearest(
    word,
    faultList.map(({ name }) => name),
  );
  throw new UsageError("unknown-fault", `There is no fault "${printable(word).slice(0, 40)}"; nothing was changed.`, {
    hint: meant === undefined ? "truebook sim scenarios" : `Did you mean ${meant}?`,
  });
}

/** `times=2` as a number, `direction=both` as a word, `loud=true` as a truth value. */
function readParameter(pair: string): [name: string, value: string | number | boolean] {
  const match = /^([A-Za-z][A-Za-z0-9]{0,40})=(.{1,200})$/.exec(pair);
  const [, name, text] = match ?? [];
  if (name === undefined || text === undefined) {
    throw new UsageError("invalid-parameter", `"${printable(pair).slice(0, 60)}" is no parameter; nothing was changed.`, {
      hint: "Write --param name=value.",
    });
  }
  if (/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return [name, Number(text)];
  return [name, text === "true" ? true : text === "false" ? false : text];
}

function refused(name: string, status: number, body: unknown): TruebookError {
  const words = wordsOf(body);
  return new UsageError("fault-refused", `The simulator refused ${name} (${status})${words === undefined ? "" : `: ${printable(words)}`}`, {
    hint: `truebook explain ${name}`,
  });
}

/** The simulator's own words: the longest text of its answer, the others being codes. */
function wordsOf(body: unknown): string | undefined {
  if (typeof body === "string") return body;
  if (typeof body !== "object" || body === null) return undefined;
  const texts = Object.values(body)
    .map(wordsOf)
    .filter((text) => text !== undefined);
  return texts.sort((one, other) => other.length - one.length)[0];
}
