import { randomBytes } from "node:crypto";

/** A fresh seed from the machine, for runs that need not repeat. It is printed wherever it is used, so that they can. */
export function freshSeed(): string {
  return randomBytes(6).toString("hex");
}
