/** Adds `shift` to the given numbers wherever they stand as JSON numbers, bare or quoted, in a frame's text, beyond what a double could hold. */
export function shiftNumbers(text: string, numbers: readonly number[], shift: bigint): string {
  let shifted = text;
  for (const number of new Set(numbers)) {
    shifted = shifted.replace(new RegExp(`(?<=:"?)${number}(?="?[,}\\]])`, "g"), String(BigInt(number) + shift));
  }
  return shifted;
}
