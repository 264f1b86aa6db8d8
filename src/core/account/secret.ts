// Keys as values that no printing reveals. Whatever turns a value into text (templates, JSON, inspection, logs) gets a placeholder;
// only `reveal`, which is called where something is signed, gives the text.

const PLACEHOLDER = "[secret]";

/** A text that must never be printed. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for signing and for headers, never for messages. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }
}

// What Node's inspection prints, at any depth.
Object.defineProperty(Secret.prototype, Symbol.for("nodejs.util.inspect.custom"), { value: (): string => PLACEHOLDER });

/** What one account of a venue signs with. Nothing in it prints itself. */
export interface Credentials {
  readonly apiKey: Secret;
  readonly apiSecret: Secret;
  /** WEEX only. */
  readonly passphrase?: Secret;
  /** Where the venue knows several digests (LBank); told from the secret's form when left out. */
  readonly method?: "hmac" | "rsa";
}

/** Keys as texts or already wrapped. */
export interface CredentialsInput {
  readonly apiKey: string | Secret;
  readonly apiSecret: string | Secret;
  /** WEEX only. */
  readonly passphrase?: string | Secret;
  /** LBank only: told from the secret's length when left out. */
  readonly method?: "hmac" | "rsa";
  /** The environment that the key was made in; connecting to another one with it is an error. */
  readonly environment?: string;
}
