// One tree of errors. Messages have one grammar: what happened · to which thing · what we did about it or what to do.

/** When a failed action may be tried again. */
export type Retry = { readonly kind: "never" } | { readonly kind: "backoff" } | { readonly kind: "after"; readonly delayMs: number };

export const RETRY_NEVER: Retry = { kind: "never" };
export const RETRY_BACKOFF: Retry = { kind: "backoff" };

export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ErrorOptions {
  readonly context?: ErrorContext;
  readonly retry?: Retry;
  readonly cause?: unknown;
  /** The command or act that mends it. */
  readonly hint?: string;
}

/** The root. `code` is lowercase kebab-case and stable; `context` never holds a secret. */
export class TruebookError extends Error {
  readonly code: string;
  readonly retry: Retry;
  readonly context: ErrorContext;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retry = options.retry ?? RETRY_NEVER;
    this.context = options.context ?? {};
    this.hint = options.hint;
  }
}

/** A setting is wrong: names the key, where it came from, and what was expected. Thrown before anything starts. */
export class ConfigError extends TruebookError {}

/** The caller broke a rule before any I/O. */
export class UsageError extends TruebookError {}

/** The network failed. `phase` decides whether an order may be sent again. */
export class TransportError extends TruebookError {
  readonly phase: "before-send" | "after-send";

  constructor(code: string, message: string, options: ErrorOptions & { readonly phase: "before-send" | "after-send" }) {
    super(code, message, { retry: RETRY_BACKOFF, ...options });
    this.phase = options.phase;
  }
}

/** What a venue's refusal means, independent of its own numbers. */
export type VenueErrorCategory =
  | "auth"
  | "bad-request"
  | "unknown-instrument"
  | "not-found"
  | "rate-limited"
  | "clock"
  | "permission"
  | "insufficient-funds"
  | "order-rejected"
  | "maintenance"
  | "server"
  | "unrecognized";

/** The venue answered no, with its own code and words. */
export class VenueError extends TruebookError {
  readonly category: VenueErrorCategory;
  readonly venueCode: string;
  readonly words: string;

  constructor(
    category: VenueErrorCategory,
    message: string,
    options: ErrorOptions & { readonly venueCode: string; readonly words: string },
  ) {
    super(`venue-${category}`, message, options);
    this.category = category;
    this.venueCode = options.venueCode;
    this.words = options.words;
  }
}

/** A reply or frame that could not be understood. */
export class ProtocolError extends TruebookError {}

/** A book was read that is not live, without `allowStale`. */
export class BookNotLive extends TruebookError {}

/** A promise of our own code was broken: stop safely, leave evidence. */
export class InvariantError extends TruebookError {}
