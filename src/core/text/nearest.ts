// What a person probably meant: the known word with the fewest edits. For messages about unknown symbols, options and keys.

/** How many edits may lie between what was written and what is suggested, for words of this length. */
const editsMax = (length: number): number => (length <= 3 ? 1 : length <= 6 ? 2 : Math.floor(length / 3));

/** Words longer than this are not compared: nobody mistypes a kilobyte. */
const LENGTH_MAX = 64;

/** The known word nearest to `word`, letter case aside; undefined when none is near. Ties go to the word that comes first. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LENGTH_MAX) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestEdits = editsMax(word.length) + 1;
  for (const candidate of known) {
    if (candidate.length > LENGTH_MAX) continue;
    const name = candidate.toLowerCase();
    // A beginning of at least two letters is what people type who hope for completion.
    const edits = wanted.length >= 2 && name.startsWith(wanted) ? Math.min(1, name.length - wanted.length) : editDistance(wanted, name);
    if (edits < bestEdits) {
      best = candidate;
      bestEdits = edits;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
