// One proof of one section of docs/tutorials.md; the page and its proofs carry the same numbers.

import { test } from "vitest";

const CLAIM_WITHIN_MS = 20_000;

/** A proof of the section `id`. A section may have several. */
export function claim(id: string, says: string, proof: () => void | Promise<void>): void {
  test(`${id}: ${says}`, proof, CLAIM_WITHIN_MS);
}
