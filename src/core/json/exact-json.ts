// JSON with numbers that are no floats: exact decimal text stands in it as it is.

/** A number as it shall be written. */
export class Exact {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Writable = null | boolean | number | string | Exact | readonly Writable[] | { readonly [name: string]: Writable };

/** A decimal text as a JSON number. */
export const exact = (text: string): Exact => new Exact(text);

/** Writes a value, without spaces. */
export function jsonText(value: Writable): string {
  if (value instanceof Exact) return value.text;
  if (isList(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value as { readonly [name: string]: Writable });
  return `{${members.map(([name, part]) => `${JSON.stringify(name)}:${jsonText(part)}`).join(",")}}`;
}

const isList = (value: Writable): value is readonly Writable[] => Array.isArray(value);
