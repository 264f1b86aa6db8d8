/** Adds `shift` to the given numbers wherever they stand as JSON numbers, bare or quoted, in a frame's text, beyond what a double could hold. */
export function shiftNumbers(text: string, numbers: readonly number[], shift: bigint): string {
  let shifted = text;
  for (const number of new Set(numbers)) {
    const digits = String(number);
    for (let at = shifted.indexOf(digits); at >= 0; at = shifted.indexOf(digits, at + 1)) {
      const end = at + digits.length;
      if (!isValue(shifted, at, end)) continue;
      shifted = `${shifted.slice(0, at)}${String(BigInt(number) + shift)}${shifted.slice(end)}`;
    }
  }
  return shifted;
}

/** Whether what stands from `start` to `end` is a whole value: a colon before it, quotes around it or not, and the end of a value after it. */
function isValue(text: string, start: number, end: number): boolean {
  const quoted = text[start - 1] === '"';
  const before = text[start - (quoted ? 2 : 1)];
  const after = text[quoted ? end + 1 : end];
  return before === ":" && quoted === (text[end] === '"') && (after === "," || after === "}" || after === "]");
}
