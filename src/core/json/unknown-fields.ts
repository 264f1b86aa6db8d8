/** More names than this are not counted: a peer that invents names must not fill memory. */
const NAMES_MAX = 64;
const NAME_LENGTH_MAX = 64;

/** Counts one sight of a field that the decoder does not know. */
export function countUnknown(counts: Map<string, number>, name: string): void {
  const seen = counts.get(name);
  if (seen !== undefined) counts.set(name, seen + 1);
  else if (counts.size < NAMES_MAX && name.length <= NAME_LENGTH_MAX) counts.set(name, 1);
}
