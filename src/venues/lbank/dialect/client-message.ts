// What a client sent, as plain fields. Texts and numbers are both taken where the venue documents texts.

/** The fields of a JSON object; undefined when the text is none. */
export function readFields(text: string): ReadonlyMap<string, unknown> | undefined {
  if (text.length > MESSAGE_CHARACTERS_MAX) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined;
}

const MESSAGE_CHARACTERS_MAX = 65_536;

/** A field as text; undefined when it is missing or neither text nor number. */
export function textField(fields: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}
