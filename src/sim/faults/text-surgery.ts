// Cuts into the text of a frame, for faults about its content. Patterns only, no parsing: numbers beyond 2^53 must come out as they
// went in. They fit every venue that writes levels as pairs, or as objects of price and size.

import { type Random } from "#core/port";

// A pair of texts, a pair of bare numbers, or an object of texts.
const LEVEL = /\["([^"[\]]*)","([^"[\]]*)"\]|\[([\d.E+-]+),([\d.E+-]+)\]|\{"price":"([^"{}]*)","size":"([^"{}]*)"\}/;
const LEVEL_LIST = /\[\[[^[\]]*\](?:,\[[^[\]]*\])*\]|\[\{"price":[^{}]*\}(?:,\{"price":[^{}]*\})*\]/g;
const ONE_LEVEL = /\[[^[\]]*\]|\{[^{}]*\}/g;

/** How a venue writes a level. */
export type LevelShape = "pair" | "object";
type Rewrite = (price: string, size: string, shape: LevelShape) => string;

/** A level in the shape that its neighbours have. */
export function levelText(price: string, size: string, shape: LevelShape): string {
  return shape === "pair" ? `["${price}","${size}"]` : `{"price":"${price}","size":"${size}"}`;
}

/** Whether the frame carries a book level. */
export function hasLevel(text: string): boolean {
  return LEVEL.test(text);
}

/** Replaces the first level of a frame. */
export function withFirstLevel(text: string, rewrite: Rewrite): string {
  return text.replace(LEVEL, (_level, ...parts: (string | undefined)[]) => rewritten(parts, rewrite));
}

/** Replaces every level of a frame. */
export function withEveryLevel(text: string, rewrite: Rewrite): string {
  return text.replace(new RegExp(LEVEL, "g"), (_level, ...parts: (string | undefined)[]) => rewritten(parts, rewrite));
}

function rewritten(parts: readonly (string | undefined)[], rewrite: Rewrite): string {
  const shape = parts[4] === undefined ? "pair" : "object";
  return rewrite(parts[0] ?? parts[2] ?? parts[4] ?? "", parts[1] ?? parts[3] ?? parts[5] ?? "", shape);
}

/** Rewrites each list of levels as a whole. */
export function withLevelLists(text: string, rewrite: (levels: readonly string[]) => readonly string[]): string {
  return text.replace(LEVEL_LIST, (list) => `[${rewrite(list.slice(1, -1).match(ONE_LEVEL) ?? []).join(",")}]`);
}

/** Adds fields at the beginning of the frame's outermost object and of the first object inside it. `fields` ends without a comma. */
export function withFields(text: string, fields: string): string {
  let left = 2;
  return text.replace(/\{(?=")/g, (brace) => {
    left -= 1;
    return left >= 0 ? `${brace}${fields},` : brace;
  });
}

/** Leaves a topic out of a list of topics. */
export function withoutTopic(text: string, topic: string): string {
  const quoted = JSON.stringify(topic);
  for (const pattern of [`${quoted},`, `,${quoted}`, quoted]) if (text.includes(pattern)) return text.replace(pattern, "");
  return text;
}

/** Another order of the same items. */
export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = random.integer(0, at);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
