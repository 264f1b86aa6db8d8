// Keeps secrets out of whatever is written down. Two nets: names that say that a value is secret, and the values themselves,
// which are found under any name and in the spellings in which a library might print them.

/** Stands where a secret stood. */
export const REDACTED = "[redacted]";

/** A shorter value would turn up in ordinary text by chance; config refuses keys that short. */
const SECRET_CHARS_MIN = 6;
const SECRETS_MAX = 64;

const SECRET_WORDS: ReadonlySet<string> = new Set([
  "secret",
  "secrets",
  "key",
  "apikey",
  "sign",
  "signature",
  "passphrase",
  "password",
  "token",
  "authorization",
  "auth",
  "cookie",
  "credential",
  "credentials",
]);

/** Whether a field of this name (camel, kebab or snake case) holds a secret. */
export function secretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => SECRET_WORDS.has(word));
}

/** Finds registered secret values in text. */
export interface Redactor {
  /** Registers a value from now on, with its hex, base64, URL and JSON spellings. At most 64 values; an overflow throws RangeError. */
  add(secret: string): void;
  /** The text without any registered value. */
  clean(text: string): string;
  /** The longest spelling that is looked for. */
  readonly charsMax: number;
}

/** Makes a redactor that knows these values. Values below six characters are not looked for. */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const values = new Set<string>();
  let forms: readonly string[] = [];
  const add = (secret: string): void => {
    if (secret.length < SECRET_CHARS_MIN || values.has(secret)) return;
    if (values.size >= SECRETS_MAX) throw new RangeError(`At most ${SECRETS_MAX} secrets can be kept out of the log.`);
    values.add(secret);
    // Longest first, so that no shorter spelling leaves the rest of a longer one standing.
    forms = [...new Set([...values].flatMap(spellings))].sort((a, b) => b.length - a.length);
  };
  for (const secret of secrets) add(secret);
  return {
    add,
    clean: (text) => {
      let cleaned = text;
      for (const form of forms) if (cleaned.includes(form)) cleaned = cleaned.replaceAll(form, REDACTED);
      return cleaned;
    },
    get charsMax() {
      return forms[0]?.length ?? 0;
    },
  };
}

function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  const hex = bytes.toString("hex");
  const url = encodeURIComponent(secret);
  const lowerUrl = url.replace(/%[0-9A-F]{2}/g, (percent) => percent.toLowerCase());
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].flatMap((offset) => base64At(bytes, offset));
  return [secret, hex, hex.toUpperCase(), url, lowerUrl, new URLSearchParams({ v: secret }).toString().slice(2), json, ...base64];
}

/** Base64 of bytes that begin `offset` bytes into a group of three, without the characters that neighbours share: `user:secret` is found too. */
function base64At(bytes: Uint8Array, offset: number): readonly string[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString("base64")
    .replaceAll("=", "");
  const start = offset === 0 ? 0 : offset + 1;
  const whole = (offset + bytes.length) % 3 === 0;
  const inner = text.slice(start, whole ? undefined : -1);
  return inner.length < SECRET_CHARS_MIN ? [] : [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
}
