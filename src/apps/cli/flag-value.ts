/** What stands behind one option or argument of a command line. */
export type FlagValue = string | boolean | readonly string[] | undefined;

/** A single text value of a request; undefined when it was not given. */
export function textOf(value: FlagValue | readonly string[]): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** All values of an option or argument that may be repeated. */
export function textsOf(value: FlagValue | readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" ? [value] : [];
}
